import { PassThrough } from 'node:stream';
import { HandOver } from '../../src/process/hand-over.js';
import { OutputReader } from '../../src/process/output-reader.js';

describe('HandOver', () => {
  let stream: PassThrough;
  let asked: number;
  let time: number;
  beforeEach(() => {
    stream = new PassThrough();
    asked = 0;
    time = 0;
    // The clock advances with each look at it, however long this process has to wait for the processor.
    jest.spyOn(process, 'hrtime').mockImplementation(() => {
      time += 5;
      return [0, time * 1_000_000];
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    stream.destroy();
  });

  /** @param pids who holds the pipe */
  const make = (pids: readonly number[] = []) => {
    const leftBehind = () => {
      asked++;
      return pids.map((pid) => ({ pid, name: 'holder' }));
    };
    return new HandOver([new OutputReader(stream, () => undefined)], { leftBehind });
  };

  const measure = async (work: void | Promise<void>) => {
    await work;
    return time;
  };

  test('needs no waiting when all pipes have ended', async () => {
    const handOver = new HandOver(
      [
        new OutputReader(
          stream,
          () => undefined,
          () => null,
        ),
      ],
      { leftBehind: () => [] },
    );
    expect(handOver.wait()).toBeUndefined();
  });

  test('waits for the end of a pipe', async () => {
    const waiting = make().wait();
    stream.write('more');
    setImmediate(() => stream.end());
    await waiting;
    expect(asked).toBe(0);
  });

  test('gives up on a pipe that is silent', async () => {
    expect(await measure(make().wait())).toBeGreaterThan(95);
    expect(asked).toBe(1);
  });

  test('is more patient while somebody runs, who may be about to write', async () => {
    // This process runs while it asks.
    expect(await measure(make([process.pid]).wait())).toBeGreaterThan(495);
    expect(asked).toBeGreaterThan(1);
  });

  test('does not wait for ever for somebody who keeps writing', async () => {
    const timer = setInterval(() => stream.write('noise'), 5);
    expect(await measure(make().wait())).toBeGreaterThan(900);
    clearInterval(timer);
  });

  test.each(['before', 'meanwhile'])('waits no longer when it is stopped %s', async (when) => {
    const timer = setInterval(() => stream.write('noise'), 5);
    const handOver = make();
    if (when === 'before') {
      handOver.stop();
    }
    const waiting = handOver.wait();
    handOver.stop();
    expect(when === 'before' ? waiting : undefined).toBeUndefined();
    await waiting;
    clearInterval(timer);
    expect(asked).toBe(0);
  });
});
