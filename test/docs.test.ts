import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { anchorReader, blockProblems, type Document, documents, linkProblems, session } from '../scripts/docs.js';
import { matchesOutput } from '../scripts/markdown.js';
import { freePort } from './support/free-port.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TIMEOUT_MS = 240_000;
/** npx finds what is on the PATH, only later: one call proves it. */
const NPX = 'npx() { "$@"; }';
const NPX_ONCE = `npx() { local status=0; unset -f npx; npx "$@" || status=$?; ${NPX}; return $status; }`;

/** A port as the documents have it. */
const PORT = /\b80[0-9]{2}\b/g;

/** Programs that not every machine has, and how a document shows that it calls them. */
const TOOLS: Readonly<Record<string, RegExp>> = {
  curl: /\bcurl\b/,
  gcc: /\bgcc\b|\.c\b/,
  go: /\bcustom-go\b/,
  jq: /\bjq\b|\b(?:hello|loop|loop-upstream)\.sh\b/,
  perl: /\bperl\b|\.pl\b/,
  python3: /\bpython3\b|\.py\b/,
  zip: /\bzip -|\bzip\s+-?\w+\.zip/,
};

const all = documents(ROOT);
const anchorsOf = anchorReader(ROOT, all);

describe.each(all)('$file', (document) => {
  it('has only code that is compiled, parsed, run or quoted', () => {
    expect(blockProblems(ROOT, document)).toEqual([]);
  });

  it('links to what exists', () => {
    expect(linkProblems(ROOT, document, anchorsOf)).toEqual([]);
  });
});

const withCommands = all.filter((document) => session(document).steps.length > 0);

it('the pages use different ports, as readers may run their commands at the same time', () => {
  const ports = withCommands.flatMap((document) => portsOf(document));
  expect(ports).toEqual([...new Set(ports)]);
});

for (const document of withCommands) {
  const missing = missingTools(document);
  if (missing.length > 0) {
    console.warn(`SKIPPED: the commands of ${document.file} need ${missing}: apt-get install ${missing.join(' ')}`);
  }
  const itWithTools = missing.length > 0 ? it.skip : it.concurrent;
  itWithTools(`${document.file} shows commands that work, with their output`, () => runCommands(document));
}

function commandsOf(document: Document): string {
  return session(document)
    .steps.map(({ text }) => text)
    .join('\n');
}

/** The ports that its servers have in a document. */
function portsOf(document: Document): string[] {
  return [...new Set(commandsOf(document).match(PORT))];
}

/** Free ports in place of those of a document, which somebody else may have. */
async function freePorts(document: Document): Promise<(text: string) => string> {
  const free = new Map<string, string>();
  for (const port of portsOf(document)) {
    free.set(port, String(await freePort()));
  }
  return (text) => text.replace(PORT, (port) => free.get(port) ?? port);
}

/** The programs that a document calls, itself or by way of an example, and that are not installed. */
function missingTools(document: Document): string[] {
  const text = commandsOf(document);
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return Object.entries(TOOLS)
    .filter(([, called]) => called.test(text))
    .map(([tool]) => tool)
    .filter((tool) => !folders.some((folder) => fs.existsSync(path.join(folder, tool))));
}

/** Runs the shell blocks of a document in one shell, in a fresh folder with the examples. */
async function runCommands(document: Document): Promise<void> {
  const { steps, files } = session(document);
  const withPorts = await freePorts(document);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  const work = path.join(folder, 'work');
  try {
    fs.cpSync(path.join(ROOT, 'examples'), path.join(work, 'examples'), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(work, 'node_modules'));
    for (const { name, text } of files) {
      fs.mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
      fs.writeFileSync(path.join(work, name), withPorts(text));
    }
    const script = path.join(folder, 'script.sh');
    // Each block has its own output files; the last one that exists is the one that failed.
    const parts = steps.map(
      ({ text }, index) => `exec >'${folder}/${index}.out' 2>'${folder}/${index}.err'\n${withPorts(text)}`,
    );
    const trap = "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT";
    const npx = document.file === 'README.md' ? NPX_ONCE : NPX;
    fs.writeFileSync(script, ['set -euo pipefail', trap, npx, ...parts].join('\n'));
    const ended = await runShell(script, work);
    const read = (index: number, kind: string) => fs.readFileSync(`${folder}/${index}.${kind}`, 'utf8');
    const last = steps.findLastIndex((_, index) => fs.existsSync(`${folder}/${index}.out`));
    if (ended !== 'exit status 0') {
      throw new Error(`${document.file}:${steps[last]?.line}: ${ended}\n${read(last, 'out')}\n${read(last, 'err')}`);
    }
    for (const [index, { output }] of steps.entries()) {
      if (output !== undefined && !matchesOutput(read(index, 'out'), withPorts(output.text))) {
        throw new Error(`${document.file}:${output.line}: the output is\n${read(index, 'out')}\n${read(index, 'err')}`);
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** How the script ended. Nothing that it started outlives it. */
async function runShell(script: string, cwd: string): Promise<string> {
  const bin = path.join(ROOT, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}` };
  const shell = spawn('bash', [script], { cwd, env, stdio: 'ignore', detached: true });
  const kill = (): void => {
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // The group is empty: all have ended.
    }
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, TIMEOUT_MS);
  try {
    const [status, signal] = await once(shell, 'exit');
    return timedOut ? 'took too long' : status === null ? `signal ${signal}` : `exit status ${status}`;
  } finally {
    clearTimeout(timer);
    kill();
  }
}
