import type { LogSink, LogStreamName } from '../../src/logs/log-sink.js';
import { WholeLogSink } from '../../src/logs/whole-log-sink.js';
import { MemoryLogSink, SlowLogSink } from '../support/memory-log-sink.js';
import { FRAME } from '../support/proxied.js';

describe('WholeLogSink', () => {
  const write = (sink: LogSink, stream: LogStreamName, text: string) => sink.write(stream, Buffer.from(text));

  test('writes nothing before the frame, and then all in one piece with it', async () => {
    const memory = new MemoryLogSink();
    const sinks = [new WholeLogSink(memory), new WholeLogSink(memory)] as const;
    for (const part of ['first ', 'second\n']) {
      await write(sinks[0], 'stdout', `a ${part}`);
      await write(sinks[1], 'stdout', `b ${part}`);
      await write(sinks[1], 'stderr', `b ${part}`);
    }
    expect([memory.stdout, memory.stderr]).toEqual(['', '']);
    await Promise.all([sinks[1].frame(), sinks[0].frame()]);
    expect(memory.stdout).toBe(`b first b second\n${FRAME}a first a second\n${FRAME}`);
    expect(memory.stderr).toBe(`b first b second\n${FRAME}${FRAME}`);
  });

  test('writes what it holds without a frame when it is flushed', async () => {
    const memory = new MemoryLogSink();
    const sink = new WholeLogSink(memory);
    await write(sink, 'stdout', 'text\n');
    await sink.flush();
    expect(memory.stdout).toBe('text\n');
  });

  test('holds the logs whole, however long they are', async () => {
    const memory = new MemoryLogSink();
    const sink = new WholeLogSink(memory);
    const piece = `${'x'.repeat(64 * 1024)}\n`;
    const pieces = 160;
    for (let count = 0; count < pieces; count++) {
      await write(sink, 'stdout', piece);
    }
    expect(memory.stdout).toBe('');
    await sink.frame();
    expect(memory.stdout === piece.repeat(pieces) + FRAME).toBe(true);
  });

  test('the frame waits as long as the sink behind it asks for', async () => {
    const slow = new SlowLogSink();
    const sink = new WholeLogSink(slow);
    await write(sink, 'stdout', 'text\n');
    let framed = false;
    const frame = Promise.resolve(sink.frame()).then(() => {
      framed = true;
    });
    await new Promise(setImmediate);
    expect(framed).toBe(false);
    slow.goOn();
    await frame;
  });
});
