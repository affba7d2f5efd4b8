import type { LogSink, LogStreamName } from '../../src/logs/log-sink.js';
import { WholeLogSink } from '../../src/logs/whole-log-sink.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { FRAME } from '../support/proxied.js';

const MAX_HELD_BYTES = 1024 * 1024;

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

  test('passes whole lines on when it holds more than a mebibyte of a stream', async () => {
    const memory = new MemoryLogSink();
    const sink = new WholeLogSink(memory);
    const long = `${'x'.repeat(MAX_HELD_BYTES - 1)}\n`;
    await write(sink, 'stdout', long);
    await write(sink, 'stderr', 'held\n');
    expect(memory.stdout).toBe('');
    await write(sink, 'stdout', 'line\nhalf a ');
    expect(memory.stdout === `${long}line\n`).toBe(true);
    expect(memory.stderr).toBe('');
    await write(sink, 'stdout', 'line\n');
    await sink.frame();
    expect(memory.stdout.slice(long.length)).toBe(`line\nhalf a line\n${FRAME}`);
  });

  test('does not hold a line without end for ever', async () => {
    const memory = new MemoryLogSink();
    const sink = new WholeLogSink(memory);
    const piece = 'x'.repeat(64 * 1024);
    const pieces = 400;
    for (let count = 0; count < pieces; count++) {
      await write(sink, 'stdout', piece);
    }
    expect(memory.bytes('stdout').length).toBeGreaterThan(0);
    await sink.frame();
    expect(memory.bytes('stdout').length).toBe(pieces * piece.length + FRAME.length);
  });

  test('lets the writer wait as long as the sink behind it asks for', async () => {
    let goOn: () => void = () => undefined;
    const slow: LogSink = {
      write: () =>
        new Promise((resolve) => {
          goOn = resolve;
        }),
      frame: () => undefined,
    };
    const sink = new WholeLogSink(slow);
    const written = write(sink, 'stdout', `${'x'.repeat(MAX_HELD_BYTES)}\n`);
    expect(written).toBeInstanceOf(Promise);
    goOn();
    await written;
  });
});
