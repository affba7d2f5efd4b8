import type { ActionLoopRunnerOptions } from '../../src/loop/loop-options.js';
import type { Action } from '../support/actions.js';
import { LoopActions, loopProgram } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isAlive, waitFor } from '../support/wait-for.js';

interface Answer {
  readonly n: number;
  readonly pid: number;
}

const WORKERS = 3;

/** Answers when as many activations have come together as `parties` says; each of them logs around that. */
const MEETING = loopProgram(
  "const { readdirSync, writeFileSync } = require('node:fs');",
  'const { n, parties = 1, round = 0, crash } = message.value;',
  "out('out ' + n + ' begins');",
  "err('err ' + n + ' begins');",
  "write(1, 'half a li');",
  "writeFileSync('round-' + round + '-' + n, '');",
  "while (readdirSync('.').filter((name) => name.startsWith('round-' + round + '-')).length < parties) pause(5);",
  "out('ne of ' + n);",
  "if (crash) process.kill(process.pid, 'SIGKILL'), pause(60_000);",
  "err('err ' + n + ' ends');",
  'answer({ n, pid: process.pid });',
);

const logsOf = (n: number) => ({
  stdout: `out ${n} begins\nhalf a line of ${n}\n${FRAME}`,
  stderr: `err ${n} begins\nerr ${n} ends\n${FRAME}`,
});

describe('an ActionLoopRunner with workers', () => {
  const actions = new LoopActions();
  let action: Action;
  afterEach(() => actions.close());

  const start = async (options: ActionLoopRunnerOptions) => {
    action = await actions.start(MEETING, {}, options);
  };
  const run = (value: Record<string, unknown>) => action.run(value) as Promise<Answer>;

  test('answers as many activations at a time, with whole logs, by as many processes', async () => {
    await start({ workers: WORKERS });
    const pids = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const numbers = Array.from({ length: WORKERS }, (_, index) => round * WORKERS + index);
      const answers = await Promise.all(numbers.map((n) => run({ n, round, parties: WORKERS })));
      expect(answers.map(({ n }) => n)).toEqual(numbers);
      for (const { pid } of answers) {
        pids.add(pid);
      }
      const { stdout, stderr } = action.logged();
      // In any order, but each in one piece.
      expect(activations(stdout)).toEqual(numbers.map((n) => logsOf(n).stdout).sort());
      expect(activations(stderr)).toEqual(numbers.map((n) => logsOf(n).stderr).sort());
    }
    expect(pids.size).toBe(WORKERS);
  });

  test('answers more activations than it has workers', async () => {
    await start({ workers: WORKERS });
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => run({ n })));
    expect(answers.map(({ n }) => n)).toEqual(numbers);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(WORKERS);
  });

  test('is not disturbed by a worker that crashes beside others', async () => {
    await start({ workers: WORKERS });
    const crashing = run({ n: 1, parties: WORKERS, crash: true });
    const others = [run({ n: 0, parties: WORKERS }), run({ n: 2, parties: WORKERS })];
    await expect(crashing).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    expect((await Promise.all(others)).map(({ n }) => n)).toEqual([0, 2]);
    const again = await Promise.all([3, 4, 5].map((n) => run({ n, round: 1, parties: WORKERS })));
    expect(again.map(({ n }) => n)).toEqual([3, 4, 5]);
    const { stdout } = action.logged();
    expect(activations(stdout)).toEqual([0, 1, 2, 3, 4, 5].map((n) => logsOf(n).stdout).sort());
  });

  test('gives each activation a process of its own if it is told so, and ends it afterwards', async () => {
    await start({ isolation: 'process' });
    const pids: number[] = [];
    for (let n = 0; n < 3; n++) {
      const { pid } = await run({ n });
      pids.push(pid);
      await waitFor('the end of the process', () => !isAlive(pid));
    }
    expect(new Set(pids).size).toBe(3);
    expect(action.logged().stderr).toBe([0, 1, 2].map((n) => logsOf(n).stderr).join(''));
  });
});

/** The logs of each activation, sorted. */
function activations(log: string): string[] {
  return log
    .split(FRAME)
    .slice(0, -1)
    .map((text) => text + FRAME)
    .sort();
}
