import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, systemCode } from '@actionrunner/core/internal';

/** How long Node.js may take to say where a syntax error is. */
const CHECK_LIMIT_MS = 10_000;

/** Says why a module could not be loaded, where, and what to do. @param file absolute · @param path as the user wrote it */
export function explainImport(error: unknown, file: string, path: string): string {
  if (systemCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION' && file.endsWith('ts')) {
    return `Node ${process.version} cannot load TypeScript: compile ${path} to JavaScript first, or use Node 22.18 or newer.`;
  }
  const place = locate(error, file);
  const message = messageOf(error).replaceAll('\n', ' ');
  const name = error instanceof SyntaxError ? 'SyntaxError: ' : '';
  const remedy = findRemedy(error, place?.file ?? file);
  const where = place ? ` (${shorten(place.file)}:${place.line}:${place.column})` : '';
  return `${path} could not be loaded: ${name}${message}${where}${remedy ? `. ${remedy}` : ''}`;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function locate(error: unknown, file: string): Place | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return readCaret(stack) ?? readFrame(stack) ?? (error instanceof SyntaxError ? readCaret(check(file)) : undefined);
}

/** Reads the place from what Node.js prints before a syntax error: the place, the line, and a caret below it; none at the end of the file. */
function readCaret(text: string): Place | undefined {
  const match = /^(?:file:\/\/)?(\/.*):(\d+)\n.*\n([ \t]*)(?:\^|\n)/m.exec(text);
  return match ? toPlace(match[1], match[2], (match[3] as string).length + 1) : undefined;
}

/** Reads the place of the first call in code of the user. */
function readFrame(stack: string): Place | undefined {
  const frames = [...stack.matchAll(/^ +at .*?(?:file:\/\/)?(\/[^()\n]+):(\d+):(\d+)\)?$/gm)];
  const own = frames.find(([frame]) => !frame.includes('/node_modules/') && !frame.includes('node:'));
  return own && toPlace(own[1], own[2], Number(own[3]));
}

function toPlace(file = '', line = '', column = 1): Place {
  const path = file.includes('%') ? fileURLToPath(`file://${file}`) : file;
  return { file: path, line: Number(line), column };
}

/**
 * Lets Node.js compile a module and all that it imports, without running any of it: the first import exits. What is printed names
 * the place of a syntax error, which the error that `import()` throws does not.
 */
function check(file: string): string {
  const first = 'data:text/javascript,process.exit()';
  const program = `import ${JSON.stringify(first)}; import ${JSON.stringify(pathToFileURL(file).href)};`;
  const { stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: CHECK_LIMIT_MS,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return stderr ?? '';
}

function shorten(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function findRemedy(error: unknown, file: string): string | undefined {
  const message = messageOf(error);
  const stem = file.slice(0, file.length - extname(file).length);
  if (/import statement outside a module|Unexpected token 'export'|import\.meta/.test(message)) {
    const found = findPackage(dirname(file));
    const setting = found ? `set "type": "module" in ${shorten(found)}` : 'add a package.json with "type": "module"';
    return `It is an ES module: ${setting}, or name it ${shorten(`${stem}.mjs`)}.`;
  }
  if (/^(require|module|exports|__dirname|__filename) is not defined/.test(message)) {
    return `It is written as a CommonJS module, but loaded as an ES module: name it ${shorten(`${stem}.cjs`)}, or write import and export.`;
  }
  if (/^The requested module 'actionrunner' does not provide/.test(message)) {
    return 'The package actionrunner is the command; import from @actionrunner/core.';
  }
  const missing = systemCode(error) === 'ERR_MODULE_NOT_FOUND' || systemCode(error) === 'MODULE_NOT_FOUND';
  return missing && !message.includes('Did you mean') ? findMissing(message) : undefined;
}

function findMissing(message: string): string | undefined {
  const [, name] = /Cannot find (?:package|module) '([^']+)'/.exec(message) ?? [];
  if (name === undefined) {
    return undefined;
  }
  if (!name.startsWith('/') && !name.startsWith('.')) {
    const [scope = '', rest] = name.split('/');
    return `Install it with npm install ${name.startsWith('@') && rest ? `${scope}/${rest}` : scope}.`;
  }
  const ending = ['.js', '.mjs', '.cjs', '/index.js'].find((each) => existsSync(name + each));
  return ending && `An import names the whole file: write ${ending} at its end.`;
}

/** What a module exports, when that is not a runner. */
export function explainExport(module: Readonly<Record<string, unknown>>, path: string): string {
  const accepted = `${path} must have a subclass of ActionRunner, or an instance of one, as its default export`;
  const exported = { ...(module['default'] as object | undefined), ...module };
  const [name, value] = Object.entries(exported).find(([key, each]) => key !== 'default' && isRunnerClass(each)) ?? [];
  if (name !== undefined) {
    const className = (value as { name?: string }).name || name;
    return `${accepted}. It exports ${name}: write export default class ${className}, or module.exports = ${className}.`;
  }
  if (typeof module['default'] === 'function' && !/^class\b/.test(String(module['default']))) {
    return `${accepted}, not a function: write export default class … extends ActionRunner.`;
  }
  return `${accepted}.`;
}

function isRunnerClass(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    typeof (value.prototype as { activate?: unknown } | undefined)?.activate === 'function'
  );
}

/** Finds the `package.json` that decides how the files of a folder are loaded. */
function findPackage(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path)) {
    return path;
  }
  return dirname(folder) === folder ? undefined : findPackage(dirname(folder));
}
