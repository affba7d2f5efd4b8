import { parseInit } from '../../src/protocol/parse-init.js';
import { JoinedInits } from '../../src/proxy/joined-inits.js';
import { RequestReport } from '../../src/proxy/request-report.js';

const parse = (value: Record<string, unknown>) => parseInit(Buffer.from(JSON.stringify({ value })));
/** More is taken out of the message. */
const largeText = (letter: string) => `${letter}\n`.repeat(600_000);
const large = (byte: number) => Buffer.alloc(100_000, byte).toString('base64');

/** How many inits are started for two messages that come one right after the other. */
async function countInits(one: Record<string, unknown>, other: Record<string, unknown>): Promise<number> {
  const inits = new JoinedInits();
  const start = jest.fn(async () => undefined);
  const messages = await Promise.all([parse(one), parse(other)]);
  await Promise.all(messages.map((message) => inits.join(message, new RequestReport(), start)));
  return start.mock.calls.length;
}

describe('JoinedInits', () => {
  const base = { name: 'a', main: 'go', code: 'text', binary: false, env: { A: 'b' } };

  test.each([
    ['of text', base],
    ['of a large archive', { ...base, binary: true, code: large(1) }],
    ['of a large source', { ...base, code: largeText('a') }],
    ['without code', {}],
  ])('equal messages %s are one init', async (_, value) => {
    expect(await countInits(value, value)).toBe(1);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['name', base, { ...base, name: 'b' }],
    ['main', base, { ...base, main: 'stop' }],
    ['code', base, { ...base, code: 'other' }],
    ['binary', base, { ...base, binary: true }],
    ['variable', base, { ...base, env: { A: 'c' } }],
    ['large archive', { ...base, binary: true, code: large(1) }, { ...base, binary: true, code: large(2) }],
    ['large source', { ...base, code: largeText('a') }, { ...base, code: largeText('b') }],
    ['size of code', { ...base, binary: true, code: large(1) }, { ...base, binary: true, code: 'UEsFBg==' }],
    ['name beside a large archive', { name: 'a', binary: true, code: large(1) }, { binary: true, code: large(1) }],
  ])('messages with another %s are two', async (_, one, other) => {
    expect([await countInits(one, other), await countInits(other, one)]).toEqual([2, 2]);
  });

  test('messages that cannot be read never join', async () => {
    const inits = new JoinedInits();
    const start = jest.fn(async () => undefined);
    await Promise.all([1, 2].map(() => inits.join(undefined, new RequestReport(), start)));
    expect(start).toHaveBeenCalledTimes(2);
  });

  test('an init waits for one that was given up, but not forever', async () => {
    jest.useFakeTimers();
    try {
      const inits = new JoinedInits();
      let end: () => void = () => undefined;
      void inits.initialize(() => new Promise((resolve) => (end = resolve)));
      const start = jest.fn(async () => undefined);
      const refused = expect(inits.initialize(start)).rejects.toMatchObject({
        code: 'ERR_RUNNER_FAULT',
        phase: 'init',
      });
      await jest.advanceTimersByTimeAsync(3_000);
      await refused;
      expect(start).not.toHaveBeenCalled();
      const waiting = inits.initialize(start);
      end();
      await waiting;
      expect(start).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
