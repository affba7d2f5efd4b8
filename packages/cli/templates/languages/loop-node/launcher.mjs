// Loads an action, and answers each line of JSON on stdin with one on file descriptor 3: the protocol ActionLoop.
// https://github.com/actionrunner/actionrunner/blob/main/docs/guides/actionloop.md
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';

const [source, name] = process.argv.slice(2);
const context = createContext();

process.on('uncaughtException', (error) => {
  console.error(`${error?.stack}\n${error}`); // the last line explains why the process has exited
  process.exit(1);
});

const action = await load(resolve(source));
if (typeof action !== 'function') {
  throw new TypeError(`The action has no function named ${name}; a module must export it.`);
}
answer('{"ok":true}');

for await (const line of readLines(process.stdin)) {
  const { value = {}, ...fields } = JSON.parse(line);
  context.set(fields);
  const result = await invoke(value);
  await Promise.all([process.stdout, process.stderr].map(flush)); // what is logged after the answer belongs to the next activation
  answer(result);
}

/** A module exports its function. A script, as `wsk` sends it, need not: it has neither import nor export. */
async function load(file) {
  const text = readFileSync(file, 'utf8');
  const script = compile(`${text}\n${formatReturn()}`, file) ?? compile(text, file);
  if (script === undefined) {
    const module = await import(pathToFileURL(file).href).catch((error) => explain(error, file));
    return module[name] ?? module.default?.[name];
  }
  const module = { exports: {} };
  const own = script(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports[name] ?? own;
}

/** The error of an import does not say where a mistake is. */
async function explain(error, file) {
  if (error instanceof SyntaxError) {
    const { spawnSync } = await import('node:child_process');
    const [excerpt] = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr.split('\n\n');
    if (excerpt) {
      error.message += ` (${basename(excerpt.split('\n')[0])})`;
      error.stack = excerpt;
    }
  }
  throw error;
}

/** What returns the function of a script: nothing for a name that only an export can have. Reserved words make a mistake of it. */
function formatReturn() {
  const isIdentifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
  return isIdentifier ? `return typeof ${name} === 'function' ? ${name} : undefined;` : '';
}

/** Returns undefined for a module, and for a script with a mistake. */
function compile(body, filename) {
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  try {
    return compileFunction(body, names, {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
  } catch {
    return undefined;
  }
}

/** Only a line feed ends a message. From Node.js 24 on readline ends lines at U+2028 and U+2029 too, which texts in JSON may contain. */
async function* readLines(input) {
  let parts = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString();
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  }
}

/** The result as JSON; an error if the function throws, or returns what JSON cannot have, such as a BigInt. */
async function invoke(args) {
  try {
    return JSON.stringify(await action(args)) ?? 'null';
  } catch (error) {
    console.error(error);
    return JSON.stringify({ error: String(error?.message ?? error) });
  }
}

function flush(stream) {
  return new Promise((resolve) => stream.write('', resolve));
}

function answer(line) {
  const bytes = Buffer.from(`${line}\n`);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(3, bytes, written);
  }
}

/** The fields of a message besides its value are variables, until the next message. Those of the init are removed by the first one. */
function createContext() {
  const before = new Map(Object.entries(JSON.parse(process.env.ACTIONRUNNER_INIT_CONTEXT ?? '{}')));
  delete process.env.ACTIONRUNNER_INIT_CONTEXT;
  const restore = () => {
    for (const [variable, text] of before) {
      if (text === null) delete process.env[variable];
      else process.env[variable] = text;
    }
    before.clear();
  };
  return {
    set(fields) {
      restore();
      for (const [field, content] of Object.entries(fields)) {
        const variable = `__OW_${field.toUpperCase()}`;
        before.set(variable, process.env[variable] ?? null);
        process.env[variable] = typeof content === 'string' ? content : JSON.stringify(content);
      }
    },
  };
}
