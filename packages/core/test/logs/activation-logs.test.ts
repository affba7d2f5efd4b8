import { setTimeout as sleep } from 'node:timers/promises';
import { SENTINEL } from '../../src/constants.js';
import { ActivationLogs } from '../../src/logs/activation-logs.js';
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
});
