import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../../packages/cli/test/support/command.js';
import { type Document, documents } from '../../scripts/docs.js';
import { matchesOutput } from '../../scripts/markdown.js';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from './support/container.js';
import { DOCKER } from './support/docker.js';
import { OWNED } from './support/owned.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const THIS = 'test/containers/guides.container.test.ts ';
const TOOLS = ['base64', 'curl', 'jq', 'zip'];

/** A block of commands, and what it prints. */
interface Step {
  readonly line: number;
  readonly text: string;
  output?: { readonly line: number; readonly text: string };
}

const guides = documents(ROOT).flatMap((document) => {
  const steps = stepsOf(document);
  return steps.length > 0 ? [{ file: document.file, steps }] : [];
});

const folders = (process.env['PATH'] ?? '').split(path.delimiter);
const missing = TOOLS.filter((tool) => !folders.some((folder) => fs.existsSync(path.join(folder, tool))));
if (missing.length > 0) {
  console.warn(`SKIPPED: the commands of the guides need ${missing}`);
}
const itWithTools = missing.length > 0 ? it.skip : it;

it('there are guides whose commands need containers', () => {
  expect(guides.map(({ file }) => file)).toEqual(expect.arrayContaining([expect.stringMatching(/storlets/)]));
});

describe.each(guides)('$file', ({ file, steps }) => {
  itWithTools('shows commands that work with the images, with their output', async () => {
    const folder = temporaryFolder();
    const work = path.join(folder, 'work');
    fs.cpSync(path.join(ROOT, 'examples'), path.join(work, 'examples'), { recursive: true });
    ownCommands(path.join(folder, 'bin'));
    const ports = await freePorts(steps);
    // Each block has its own output files; the last one that exists is the one that failed.
    const blocks = steps.map(({ text }, at) => `exec >'${folder}/${at}.out' 2>'${folder}/${at}.err'\n${ports(text)}`);
    fs.writeFileSync(path.join(folder, 'script'), ['set -euo pipefail', ...blocks].join('\n'));

    const status = await runScript(folder, work);

    const read = (at: number, kind: string) => fs.readFileSync(path.join(folder, `${at}.${kind}`), 'utf8');
    const last = steps.findLastIndex((_, at) => fs.existsSync(path.join(folder, `${at}.out`)));
    if (status !== 0) {
      throw new Error(
        `${file}:${steps[last]?.line}: exit status ${status}\n${read(last, 'out')}\n${read(last, 'err')}`,
      );
    }
    for (const [at, { output }] of steps.entries()) {
      if (output && !matchesOutput(read(at, 'out'), output.text)) {
        throw new Error(`${file}:${output.line}: the output is\n${read(at, 'out')}\n${read(at, 'err')}`);
      }
    }
    fs.rmSync(folder, { recursive: true });
  });
});

/** The blocks of a document that say that they are run here. */
function stepsOf({ blocks }: Document): Step[] {
  const steps: Step[] = [];
  for (const { language, line, text, markers } of blocks) {
    const last = steps.at(-1);
    if (!markers['covered by']?.startsWith(THIS)) {
      continue;
    }
    if (language === 'sh') {
      steps.push({ line, text });
    } else if (last) {
      last.output = { line, text };
    }
  }
  return steps;
}

/** Makes a command `docker` whose containers and images are ours, and the command of this repository. */
function ownCommands(bin: string): void {
  const found = folders.map((folder) => path.join(folder, DOCKER)).find((file) => fs.existsSync(file));
  const labels = OWNED.map((word) => `'${word}'`).join(' ');
  const docker = [
    'case $1 in',
    `run | build) verb=$1; shift; exec '${found}' "$verb" ${labels} "$@";;`,
    'esac',
    `exec '${found}' "$@"`,
  ];
  fs.mkdirSync(bin);
  for (const [name, lines] of Object.entries({ docker, actionrunner: [`exec '${process.execPath}' '${BIN}' "$@"`] })) {
    fs.writeFileSync(path.join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  }
}

/** Free ports of this machine in place of those of the documents. */
async function freePorts(steps: readonly Step[]): Promise<(text: string) => string> {
  const shown = new Set(steps.flatMap(({ text }) => [...text.matchAll(/-p (\d+):8080/g)].map(([, port]) => port)));
  const changes: [RegExp, string][] = [];
  for (const port of shown) {
    const free = await freePort();
    changes.push([new RegExp(`-p ${port}:`, 'g'), `-p 127.0.0.1:${free}:`]);
    changes.push([new RegExp(`localhost:${port}`, 'g'), `127.0.0.1:${free}`]);
  }
  return (text) => changes.reduce((changed, [from, to]) => changed.replace(from, to), text);
}

function runScript(folder: string, cwd: string): Promise<number | null> {
  const env = { ...process.env, PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH']}` };
  const shell = spawn('bash', [path.join(folder, 'script')], { cwd, env, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    shell.once('error', reject);
    shell.once('close', resolve);
  });
}
