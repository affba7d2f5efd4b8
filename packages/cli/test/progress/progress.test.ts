import { Progress, withProgress } from '../../src/progress/progress.js';

const CLEAR = '\r\u001B[2K';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function makeStream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => {
    written.push(String(text));
    return true;
  };
  return { written, stream: { isTTY, columns, write } };
}

it('is a line on a terminal, which is drawn again and removed', () => {
  const { written, stream } = makeStream(true);
  const progress = new Progress('building a.c', { stream });
  jest.advanceTimersByTime(999);
  expect(written).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(written).toEqual([`${CLEAR}⠋ building a.c … 1 s`]);
  progress.set('packing');
  jest.advanceTimersByTime(1_000);
  expect(written.at(-1)).toBe(`${CLEAR}⠋ packing … 2 s`);
  progress.stop();
  jest.advanceTimersByTime(60_000);
  expect(written.slice(11)).toEqual([CLEAR]);
});

it('is cut to the width of the terminal', () => {
  const { written, stream } = makeStream(true, 10);
  const progress = new Progress('building a.c', { stream });
  jest.advanceTimersByTime(1_000);
  progress.stop();
  expect(written[0]).toBe(`${CLEAR}⠋ buildin`);
});

it('is a plain line elsewhere, now and then', () => {
  const { written, stream } = makeStream(false);
  const progress = new Progress('building a.c', { stream });
  jest.advanceTimersByTime(40_000);
  progress.stop();
  expect(written).toEqual(['building a.c … 10 s\n', 'building a.c … 40 s\n']);
});

it('is nothing if that is wanted, or if it is over soon', async () => {
  const { written, stream } = makeStream(true);
  const quiet = new Progress('x', { stream, isQuiet: true });
  await withProgress('x', { stream }, async () => undefined);
  await expect(withProgress('x', { stream }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  jest.advanceTimersByTime(60_000);
  quiet.stop();
  expect(written).toEqual([]);
});

it('ends with the first output of the logs', () => {
  const { written, stream } = makeStream(true);
  const progress = new Progress('x', { stream });
  const logs = progress.watchLogs({ write: (_, bytes) => void written.push(String(bytes)), frame: () => undefined });
  jest.advanceTimersByTime(1_000);
  void logs.write('stdout', Buffer.from('log\n'));
  jest.advanceTimersByTime(60_000);
  expect(written.slice(1)).toEqual([CLEAR, 'log\n']);
});
