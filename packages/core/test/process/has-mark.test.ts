import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMark } from '../../src/process/left-behind.js';
import { IS_LINUX, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';

const MARK = 'ACTIONRUNNER_PROCESS=1-2';
const PID = 900_001;

describe('hasMark', () => {
  const sandbox = setUpSandbox();
  beforeEach(() => {
    mkdirSync(join(sandbox.directory, String(PID)));
  });

  const path = (name: string) => join(sandbox.directory, String(PID), name);
  /** As /proc has it. */
  const write = ({ state = 'S', environ = '', cmdline = '' }) => {
    writeFileSync(path('stat'), `${PID} (a) b) ${state} 1 1 1 0 -1 0\n`);
    writeFileSync(path('environ'), environ);
    writeFileSync(path('cmdline'), cmdline);
  };
  const look = () => hasMark(PID, MARK, sandbox.directory);
  const timed = () => {
    const before = performance.now();
    const isFound = look();
    return { isFound, ms: performance.now() - before };
  };

  test.each([
    ['the variable', `A=1\0${MARK}\0`, true],
    ['it first', `${MARK}\0A=1\0`, true],
    ['the value of another variable', `A=${MARK}\0`, false],
    ['a longer value', `${MARK}0\0`, false],
  ])('an environment with %s', (_, environ, isFound) => {
    write({ environ });
    expect(look()).toBe(isFound);
  });

  test.each([
    ['is on its way to a new program, and has to wait for its turn', 'R', 0.1],
    ['waits for a disk', 'D', 0.1],
  ])('one that %s is looked at until it has an environment', async (_, state, seconds) => {
    write({ state });
    const script = `echo ready; read -r line; sleep ${seconds}; printf '${MARK}\\0' >"$0"`;
    const writer = spawn('sh', ['-c', script, path('environ')]);
    // Its start takes long on a busy machine.
    await once(writer.stdout, 'data');
    writer.stdin.write('\n');
    expect(look()).toBe(true);
    await once(writer, 'exit');
  });

  test.each([
    ['is on its way to a new program', { state: 'R' }, 1_000],
    ['sleeps', { state: 'S' }, 45],
    ['has a program', { state: 'R', cmdline: 'env\0' }, 45],
  ])('but not forever if it %s and does not get one', (_, values, least) => {
    write(values);
    const { isFound, ms } = timed();
    expect(isFound).toBe(false);
    expect(ms).toBeGreaterThanOrEqual(least);
  });

  test('one that is gone has none', () => {
    expect(hasMark(PID + 1, MARK, sandbox.directory)).toBe(false);
  });

  testWhere(
    IS_LINUX,
    '/proc',
    'real processes',
  )('real processes that become other programs all the time', async () => {
    // Each program starts the next in its place: by far most of the time is spent on the way.
    const script = 'i=$1; [ "$i" = 0 ] && { echo done; read -r line; }; exec sh -c "$SCRIPT" sh $((i-1))';
    const env = { PATH: process.env['PATH'] ?? '', SCRIPT: script, ACTIONRUNNER_PROCESS: '1-2' };
    const changing = spawn('sh', ['-c', script, 'sh', '100'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(changing, 'spawn');
      let isDone = false;
      changing.stdout.once('data', () => {
        isDone = true;
      });
      while (!isDone) {
        expect(hasMark(changing.pid as number, MARK)).toBe(true);
        await new Promise(setImmediate);
      }
    } finally {
      changing.kill('SIGKILL');
      await once(changing, 'exit');
    }
  });
});
