import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** An example in the doc comment of something that a package exports. */
export interface ApiExample {
  /** The name of what it is an example of. */
  readonly of: string;
  readonly code: string;
  /** Whether it runs containers, as its first line says. */
  readonly needsEngine: boolean;
}

/** The examples in the doc comments of a package. */
export function examplesOf(name: string): ApiExample[] {
  const sources = path.join(ROOT, 'packages', name, 'src');
  const files = fs.readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) =>
    [
      ...fs
        .readFileSync(path.join(sources, file), 'utf8')
        .matchAll(/ \* @example\n \* ```js\n(.*?) \* ```\n \*\/\nexport (?:\w+ )*?(?:class|function|const) (\w+)/gs),
    ].map(([, block = '', of = '']) => {
      const code = block.replaceAll(/^ \* ?/gm, '');
      return { of, code, needsEngine: code.startsWith('// Needs docker or podman') };
    }),
  );
}

/** What a package exports besides types: all of it has an example. */
export function valuesOf(name: string): string[] {
  const report = fs.readFileSync(path.join(ROOT, 'packages', name, 'api.txt'), 'utf8');
  const exported = report.matchAll(/^export (?:abstract )?(?:class|function|const) (\w+)/gm);
  // A deprecated name is another one of something that has an example.
  return [...exported].map(([, value = '']) => value).filter((value) => !['serveSettings', 'statusOf'].includes(value));
}

/** How a process ended that ran examples. */
export interface ExampleRun {
  readonly errors: string;
  readonly status: number;
  /** Whether it came to its end. */
  readonly isComplete: boolean;
}

/** What is printed after the last example. */
const END = 'all examples have run';

/** Runs examples one after the other in a process, next to a link to node_modules, where Node finds the packages. */
export async function runExamples(examples: readonly ApiExample[]): Promise<ExampleRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-example-'));
  try {
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const names = examples.map(({ of }, index) => `${index}-${of}.mjs`);
    for (const [index, { code }] of examples.entries()) fs.writeFileSync(path.join(folder, names[index] ?? ''), code);
    const imports = names.map((name) => `await import('./${name}');\n`);
    fs.writeFileSync(path.join(folder, 'main.mjs'), `${imports.join('')}console.log('${END}');\n`);
    const child = spawn(process.execPath, ['main.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const [errors, [status], output] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)]);
    // The frame is the only thing that goes to stderr.
    return { errors: errors.replaceAll(/^XXX_THE_END.*\n/gm, ''), status, isComplete: output.includes(END) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
