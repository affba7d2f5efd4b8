import { setTimeout as sleep } from 'node:timers/promises';
import { ActivationLogs } from '../../src/logs/activation-logs.js';
import type { Failure } from '../../src/logs/log-sink.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';

describe('ActivationLogs', () => {
  let sink: MemoryLogSink;
  let logs: ActivationLogs;
  beforeEach(() => {
    sink = new MemoryLogSink();
    logs = new ActivationLogs(sink);
  });

  test('ends both streams with the frame, alone on its line', async () => {
    void logs.stdout.write('out');
    void logs.stderr.write('err\n');
    await logs.close(true);
    expect([sink.stdout, sink.stderr]).toEqual([`out\n${SENTINEL}\n`, `err\n${SENTINEL}\n`]);
  });

  test('finishes the last lines also without a frame', async () => {
    void logs.stdout.write('out');
    await logs.close(false);
    expect([sink.stdout, sink.stderr]).toEqual(['out\n', '']);
  });

  test('lets nothing through behind the frame', async () => {
    await logs.close(true);
    await logs.stdout.line('late');
    void logs.stderr.write('late');
    expect([sink.stdout, sink.stderr]).toEqual([`${SENTINEL}\n`, `${SENTINEL}\n`]);
  });

  test('closing waits for a slow sink, the frame comes last', async () => {
    const seen: string[] = [];
    const slow = new ActivationLogs({
      write: async (stream) => {
        await sleep(20);
        seen.push(stream);
      },
      frame: async () => {
        await sleep(20);
        seen.push('frame');
      },
    });
    await slow.stdout.write('out');
    await slow.stderr.write('err');
    await slow.close(true);
    expect(seen).toEqual(['stdout', 'stderr', 'stdout', 'stderr', 'frame']);
  });

  describe('with a bound', () => {
    const LIMIT = 10;
    const NOTE = `Logs were truncated because the total bytes size exceeds the limit of ${LIMIT} bytes.\n`;
    const FRAME = `${SENTINEL}\n`;
    beforeEach(() => {
      logs = new ActivationLogs(sink, LIMIT);
    });

    test('logs of just that many bytes are whole, without a note', async () => {
      void logs.stdout.write('12345');
      void logs.stderr.write('6789\n');
      await logs.close(true);
      expect([sink.stdout, sink.stderr]).toEqual([`12345\n${FRAME}`, `6789\n${FRAME}`]);
    });

    test('one byte more is dropped, and a note on stderr says so once', async () => {
      void logs.stdout.write('12345\n');
      void logs.stderr.write('6789x');
      void logs.stderr.write('more');
      void logs.stdout.write('more');
      await logs.close(true);
      expect([sink.stdout, sink.stderr]).toEqual([`12345\n${FRAME}`, `6789\n${NOTE}${FRAME}`]);
    });

    test('a stream that uses up everything leaves nothing to the other one', async () => {
      void logs.stdout.write('x'.repeat(LIMIT));
      void logs.stderr.write('x');
      await logs.close(false);
      expect([sink.stdout, sink.stderr]).toEqual([`${'x'.repeat(LIMIT)}\n`, NOTE]);
    });

    test('words of the runtime itself are neither counted nor dropped', async () => {
      await logs.stdout.note('a note longer than the limit');
      void logs.stdout.write('x'.repeat(LIMIT));
      await logs.report({ code: 'ERR_RUNNER_CRASHED', phase: 'run', message: 'no matter' }, 'It was killed.');
      void logs.stdout.write('y');
      await logs.close(true);
      expect([sink.stdout, sink.stderr]).toEqual([
        `a note longer than the limit\n${'x'.repeat(LIMIT)}\n${FRAME}`,
        `It was killed.\n${NOTE}${FRAME}`,
      ]);
    });

    test('a line of the action, as a bad result, is counted', async () => {
      await logs.stdout.line('12345');
      await logs.stdout.line('6789x');
      await logs.close(true);
      expect([sink.stdout, sink.stderr]).toEqual([`12345\n6789\n${FRAME}`, NOTE + FRAME]);
    });
  });

  describe('a failure', () => {
    const failure: Failure = { code: 'ERR_RUNNER_CRASHED', phase: 'run', message: 'for the client' };

    test('is a line on stderr, after an unfinished one, where one is due', async () => {
      void logs.stderr.write('begun');
      await logs.report(failure, 'for the logs');
      await logs.report(failure, undefined);
      expect([sink.stdout, sink.stderr]).toEqual(['', 'begun\nfor the logs\n']);
    });

    test('is a record where the sink takes records, behind what was logged before; the line replaces its message', async () => {
      const seen: unknown[] = [];
      const records = new ActivationLogs({
        write: (stream, bytes) => void seen.push(`${stream} ${bytes}`),
        report: (told) => void seen.push(told),
        frame: () => undefined,
      });
      void records.stdout.write('begun');
      await records.report(failure, 'for the logs');
      await records.report(failure, undefined);
      expect(seen).toEqual([
        'stdout begun',
        'stdout \n',
        { ...failure, message: 'for the logs', line: 'for the logs' },
        failure,
      ]);
    });

    test('a record is waited for', async () => {
      let taken = false;
      const slow = new ActivationLogs({
        write: () => undefined,
        report: async () => {
          await sleep(20);
          taken = true;
        },
        frame: () => undefined,
      });
      await slow.report(failure, undefined);
      expect(taken).toBe(true);
    });
  });

  test('without a frame a sink that holds something back is told to pass it on; with one the frame does', async () => {
    for (const framed of [true, false]) {
      const seen: string[] = [];
      const holding = new ActivationLogs({
        write: () => undefined,
        flush: () => void seen.push('flush'),
        frame: () => void seen.push('frame'),
      });
      await holding.close(framed);
      expect(seen).toEqual([framed ? 'frame' : 'flush']);
    }
  });
});
