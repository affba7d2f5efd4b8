import { LogStream } from '../../src/logs/log-stream.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';

describe('LogStream', () => {
  let sink: MemoryLogSink;
  let stream: LogStream;
  beforeEach(() => {
    sink = new MemoryLogSink();
    stream = new LogStream(sink, 'stdout');
  });

  test('passes bytes on at once and as they are', () => {
    void stream.write(new Uint8Array([0xff, 0x00, 0x0d]));
    void stream.write('ü');
    expect(sink.bytes('stdout').toString('hex')).toBe('ff000dc3bc');
    expect(sink.stderr).toBe('');
  });

  test('writes a line of its own after an unfinished one, and no blank line after a finished one', async () => {
    void stream.write('begun');
    await stream.line('one');
    await stream.line(Buffer.from('two'));
    expect(sink.stdout).toBe('begun\none\ntwo\n');
  });

  test('finishes the last line at the end, once', async () => {
    void stream.write('a\nb');
    await stream.close();
    await stream.close();
    expect(sink.stdout).toBe('a\nb\n');
  });

  test('an end without output leaves no trace', async () => {
    void stream.write('');
    await stream.close();
    expect(sink.bytes('stdout')).toHaveLength(0);
  });

  test('drops what comes after the end', async () => {
    await stream.close();
    await stream.line('late');
    expect(sink.stdout).toBe('');
  });

  test('neutralizes a sentinel that comes in pieces, in output and in lines alike', async () => {
    void stream.write(SENTINEL.slice(0, 10));
    void stream.write(SENTINEL.slice(10));
    await stream.line(SENTINEL);
    const neutral = `${SENTINEL.slice(0, -1)}x`;
    expect(sink.stdout).toBe(`${neutral}\n${neutral}\n`);
  });

  test('hands on that the sink asks to wait', async () => {
    let take: () => void = () => undefined;
    const taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    const slow = new LogStream({ write: () => taken, frame: () => undefined }, 'stderr');
    let done = false;
    const waiting = slow.line('text').then(() => {
      done = true;
    });
    await new Promise(setImmediate);
    expect(done).toBe(false);
    take();
    await waiting;
  });
});
