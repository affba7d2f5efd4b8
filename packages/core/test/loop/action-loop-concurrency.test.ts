import type { Action } from '../support/actions.js';
import { LoopActions, loopProgram } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';

/** Answers when as many activations as `parties` have come together; logs in pieces around that. */
const MEETING = loopProgram(
  "const { readdirSync, writeFileSync } = require('node:fs');",
  'const { n, parties, round } = message.value;',
  "write(1, 'out ' + n + ' be');",
  "err('err ' + n);",
  "writeFileSync('round-' + round + '-' + n, '');",
  "while (readdirSync('.').filter((name) => name.startsWith('round-' + round + '-')).length < parties) pause(5);",
  "out('gins');",
  "write(2, 'end ' + n);",
  'answer({ n, pid: process.pid });',
);

const logsOf = (n: number) => ({ stdout: `out ${n} begins\n`, stderr: `err ${n}\nend ${n}\n` });

describe('an ActionLoopRunner that may answer more activations at a time than it has workers', () => {
  const actions = new LoopActions();
  let action: Action;
  beforeEach(async () => {
    action = await actions.start(MEETING, {}, { workers: 1 }, { concurrency: Number.MAX_SAFE_INTEGER });
  });
  afterEach(() => actions.close());

  /** Lets that many activations meet. @returns the numbers of their processes */
  async function meet(round: number, parties: number): Promise<number[]> {
    const numbers = Array.from({ length: parties }, (_, index) => round * 100 + index);
    const answers = (await Promise.all(numbers.map((n) => action.run({ n, parties, round })))) as {
      n: number;
      pid: number;
    }[];
    expect(answers.map(({ n }) => n)).toEqual(numbers);
    const { stdout, stderr } = action.logged();
    const blocks = (log: string) => log.split(FRAME).slice(0, -1).sort();
    expect(blocks(stdout)).toEqual(numbers.map((n) => logsOf(n).stdout).sort());
    expect(blocks(stderr)).toEqual(numbers.map((n) => logsOf(n).stderr).sort());
    return answers.map(({ pid }) => pid);
  }

  test('starts processes as they are needed and keeps them; results and logs never mix', async () => {
    const alone = await meet(0, 1);
    const four = await meet(1, 4);
    expect(new Set(four).size).toBe(4);
    expect(four).toContain(alone[0]);
    for (let round = 2; round < 10; round++) {
      // The same four, in any order.
      expect([...(await meet(round, 4))].sort()).toEqual([...four].sort());
    }
    expect(four).toContain((await meet(10, 1))[0]);
  });
});
