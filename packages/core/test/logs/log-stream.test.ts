import { DescriptorLogSink } from '../../src/logs/descriptor-log-sink.js';
import { JsonLogSink } from '../../src/logs/json-log-sink.js';
import { LogStream } from '../../src/logs/log-stream.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { WholeLogSink } from '../../src/logs/whole-log-sink.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { Pipe } from '../support/pipe.js';

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

  describe('of borrowed bytes', () => {
    /** Lends the lines in one buffer, which is overwritten after each. */
    async function lend(to: LogStream, lines: readonly string[]): Promise<void> {
      const buffer = Buffer.alloc(100);
      for (const line of lines) {
        const length = buffer.write(line);
        const writing = to.receive(buffer.subarray(0, length), true);
        buffer.fill('?');
        await writing;
      }
    }

    test('a sink that may keep them gets a copy', async () => {
      await lend(stream, ['one\n', 'two\n']);
      expect(sink.stdout).toBe('one\ntwo\n');
      const whole = new WholeLogSink(sink);
      await lend(new LogStream(whole, 'stderr'), ['one\n', 'two\n']);
      await whole.flush();
      expect(sink.stderr).toBe('one\ntwo\n');
    });

    test('a sink that makes records of them keeps no part', async () => {
      const records = new JsonLogSink(sink, 'id');
      await lend(new LogStream(records, 'stdout'), ['be', 'gun\nmo', 're\n']);
      const lines = sink.stdout.trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['begun', 'more']);
    });

    test('neutralizes a sentinel that comes in pieces', async () => {
      await lend(stream, [SENTINEL.slice(0, 10), SENTINEL.slice(10), '\n']);
      expect(sink.stdout).toBe(`${SENTINEL.slice(0, -1)}x\n`);
    });

    test('a limit cuts them', async () => {
      const limited = new LogStream(sink, 'stdout', { take: (bytes) => Math.min(bytes, 2) });
      await lend(limited, ['one']);
      expect(sink.stdout).toBe('on');
    });

    test('the descriptor gets them without a copy; what it does not accept is kept', async () => {
      const pipe = new Pipe();
      const descriptors = new DescriptorLogSink({ stdout: pipe.input, stderr: pipe.input });
      const passed = jest.spyOn(descriptors, 'writeBorrowed');
      await lend(new LogStream(descriptors, 'stdout'), ['one\n']);
      expect([passed.mock.calls.length, pipe.read().toString()]).toEqual([1, 'one\n']);
      const full = Buffer.alloc(1_000_000, 'x');
      const writing = descriptors.writeBorrowed('stdout', full);
      full.fill('?');
      const received: Buffer[] = [];
      let isWritten = false;
      void Promise.resolve(writing).then(() => {
        isWritten = true;
      });
      for (; !isWritten; await new Promise(setImmediate)) {
        received.push(pipe.read());
      }
      received.push(pipe.read());
      expect(Buffer.concat(received).equals(Buffer.alloc(1_000_000, 'x'))).toBe(true);
      pipe.close();
    });

    test('a subclass that writes otherwise gets bytes of its own', async () => {
      const kept: Buffer[] = [];
      class Keeping extends DescriptorLogSink {
        override write(_: 'stdout' | 'stderr', bytes: Buffer): void {
          kept.push(bytes);
        }
      }
      await lend(new LogStream(new Keeping(), 'stdout'), ['one\n', 'two\n']);
      expect(Buffer.concat(kept).toString()).toBe('one\ntwo\n');
    });
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
