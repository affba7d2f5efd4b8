/**
 * Runs the tests of what changed: first of what differs from the last commit, then of each file that is saved.
 * The tests of a file are the one of its name, or those of its folder; `npm test` remains the proof.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import * as path from 'node:path';
import { testsOf } from './tests-of.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const JEST = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const WATCHED = ['docs', 'packages', 'scripts', 'test'];
const IGNORED = /(^|\/)(node_modules|dist)\//;
/** A save is several events, and a change of branch many. */
const QUIET_MS = 100;

const changed = new Set(
  execFileSync('git', ['ls-files', '--modified', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== ''),
);
let running = false;
let timer;

async function run() {
  if (running) return;
  running = true;
  while (changed.size > 0) {
    const tests = new Set([...changed].flatMap((file) => testsOf(ROOT, file)));
    changed.clear();
    if (tests.size === 0) continue;
    const jest = spawn(process.execPath, [JEST, '--runTestsByPath', ...tests], { cwd: ROOT, stdio: 'inherit' });
    await once(jest, 'exit');
  }
  running = false;
  console.log('\nWaiting for changes; Ctrl-C ends.');
}

for (const folder of WATCHED) {
  watch(path.join(ROOT, folder), { recursive: true }, (_, name) => {
    const file = `${folder}/${name?.split(path.sep).join('/')}`;
    if (IGNORED.test(file)) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
  });
}
await run();
