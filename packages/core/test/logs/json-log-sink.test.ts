import { ActivationLogs } from '../../src/logs/activation-logs.js';
import { JsonLogSink } from '../../src/logs/json-log-sink.js';
import type { LogStreamName } from '../../src/logs/log-sink.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { WholeLogSink } from '../../src/logs/whole-log-sink.js';
import { MemoryLogSink, SlowLogSink } from '../support/memory-log-sink.js';
import { FRAME } from '../support/proxied.js';

const MAX_RECORD_BYTES = 65_536;

interface Record_ {
  readonly time: string;
  readonly message: string;
  readonly partial?: true;
}

describe('JsonLogSink', () => {
  let memory: MemoryLogSink;
  let sink: JsonLogSink;
  beforeEach(() => {
    memory = new MemoryLogSink();
    sink = new JsonLogSink(memory, 'id-1');
  });

  const write = (stream: LogStreamName, text: string | Buffer) => sink.write(stream, Buffer.from(text));
  const records = (stream: LogStreamName) =>
    memory
      .bytes(stream)
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record_);
  const messages = (stream: LogStreamName) => records(stream).map(({ message }) => message);
  /** The messages, and whether they go on in the next record. */
  const parts = () => records('stdout').map(({ message, partial }) => [message, partial]);

  test('writes a line as one line of JSON on the same stream, with its activation and the time', async () => {
    const before = Date.now();
    await write('stdout', 'out "quoted"\n');
    await write('stderr', 'err\ttab\n');
    const common = { time: expect.any(String) as string, activationId: 'id-1' };
    expect(records('stdout')).toEqual([{ ...common, stream: 'stdout', message: 'out "quoted"' }]);
    expect(records('stderr')).toEqual([{ ...common, stream: 'stderr', message: 'err\ttab' }]);
    const { time } = records('stdout')[0] as Record_;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
  });

  test('has no activation in its lines when the platform gave none', async () => {
    sink = new JsonLogSink(memory, undefined);
    await write('stdout', 'text\n');
    expect(Object.keys(records('stdout')[0] as Record_)).toEqual(['time', 'stream', 'message']);
  });

  test('puts lines together that come in pieces, and takes apart what comes at once', async () => {
    await write('stdout', 'one\ntw');
    await write('stderr', 'beside');
    expect([messages('stdout'), memory.stderr]).toEqual([['one'], '']);
    await write('stdout', 'o');
    await write('stdout', '\n\nfour\n');
    await write('stderr', '\n');
    expect([messages('stdout'), messages('stderr')]).toEqual([['one', 'two', '', 'four'], ['beside']]);
  });

  test('a character that comes in two pieces is one character', async () => {
    const bytes = Buffer.from('ü€😀\n');
    for (const byte of bytes) {
      await write('stdout', Buffer.from([byte]));
    }
    expect(messages('stdout')).toEqual(['ü€😀']);
  });

  test('bytes that are not UTF-8 become the replacement character, the others stay', async () => {
    await write('stdout', Buffer.from([0x61, 0xff, 0x62, 0xc3, 0x0a]));
    await write('stdout', Buffer.from('\0\u001b[31m\r\n'));
    expect(messages('stdout')).toEqual(['a\ufffdb\ufffd', '\0\u001b[31m\r']);
  });

  describe('a long line', () => {
    test('of just the length of a record is one', async () => {
      const text = 'x'.repeat(MAX_RECORD_BYTES);
      await write('stdout', text);
      expect(memory.stdout).toBe('');
      await write('stdout', '\n');
      expect(parts()).toEqual([[text, undefined]]);
    });

    test.each([
      ['at once', 1_000_000],
      ['in pieces', 1_000],
    ])('that comes %s is several, all but the last marked as partial', async (_, size) => {
      const text = Buffer.from(`${'a'.repeat(2 * MAX_RECORD_BYTES)}end\nnext\n`);
      for (let at = 0; at < text.length; at += size) {
        await write('stdout', text.subarray(at, at + size));
      }
      expect(parts()).toEqual([
        ['a'.repeat(MAX_RECORD_BYTES), true],
        ['a'.repeat(MAX_RECORD_BYTES), true],
        ['end', undefined],
        ['next', undefined],
      ]);
    });

    test('is cut before its newline is there, so that it is not kept for ever', async () => {
      await write('stdout', 'x'.repeat(MAX_RECORD_BYTES + 1));
      expect(parts()).toEqual([['x'.repeat(MAX_RECORD_BYTES), true]]);
    });

    test.each(['ü', '€', '😀'])('is cut between characters, as of %s', async (character) => {
      for (let shift = 0; shift < 4; shift++) {
        memory = new MemoryLogSink();
        sink = new JsonLogSink(memory, undefined);
        const text = 'x'.repeat(shift) + character.repeat(MAX_RECORD_BYTES);
        await write('stdout', `${text}\n`);
        const found = records('stdout');
        expect(found.length).toBeGreaterThan(1);
        expect(found.map(({ message }) => message).join('') === text).toBe(true);
        for (const { message } of found) {
          expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
        }
      }
    });

    test('of bytes that are no characters is cut, too', async () => {
      await write('stdout', Buffer.concat([Buffer.alloc(3 * MAX_RECORD_BYTES, 0x80), Buffer.from('\n')]));
      const found = messages('stdout').join('');
      expect(found.length).toBe(3 * MAX_RECORD_BYTES);
      expect(new Set(found)).toEqual(new Set(['\ufffd']));
    });
  });

  test('a failure is a record on stderr with its code and phase', async () => {
    await sink.report({ code: 'ERR_RUNNER_CRASHED', phase: 'run', message: 'The action was killed by SIGSEGV.' });
    expect(memory.stdout).toBe('');
    expect(records('stderr')).toEqual([
      {
        time: expect.any(String),
        activationId: 'id-1',
        stream: 'stderr',
        message: 'The action was killed by SIGSEGV.',
        code: 'ERR_RUNNER_CRASHED',
        phase: 'run',
      },
    ]);
  });

  test('a failure that quotes the frame does not forge one', async () => {
    const logs = new ActivationLogs(sink);
    const failure = { code: 'ERR_RUNNER_BUILD', phase: 'build' } as const;
    await logs.report({ ...failure, message: `cc failed: ${SENTINEL}` }, undefined);
    await logs.report({ ...failure, message: 'no matter' }, `cc failed: ${SENTINEL}`);
    expect(memory.stderr).not.toContain(SENTINEL);
    expect(messages('stderr')).toEqual(Array.from({ length: 2 }, () => `cc failed: ${SENTINEL.slice(0, -1)}x`));
  });

  test('an unfinished line is written with the frame, which stays as it is and comes last', async () => {
    await write('stdout', 'half');
    await write('stderr', 'other half');
    await sink.frame();
    expect(memory.stdout.endsWith(`}\n${FRAME}`)).toBe(true);
    expect(memory.stderr.endsWith(`}\n${FRAME}`)).toBe(true);
    expect(memory.stdout.replace(FRAME, '')).toContain('"message":"half"');
    expect(memory.stderr.replace(FRAME, '')).toContain('"message":"other half"');
  });

  test('an unfinished line is written when the sink is flushed, without a frame', async () => {
    await write('stdout', 'half');
    await sink.flush();
    await sink.flush();
    expect(messages('stdout')).toEqual(['half']);
  });

  test('of parallel activations each is written in one piece with its frame', async () => {
    const sinks = ['a', 'b'].map((id) => new JsonLogSink(new WholeLogSink(memory), id));
    for (const part of ['one\ntw', 'o\nhalf']) {
      for (const each of sinks) {
        await each.write('stdout', Buffer.from(part));
      }
    }
    await sinks[1]?.report({ code: 'ERR_RUNNER_APPLICATION', phase: 'run', message: 'failed' });
    expect([memory.stdout, memory.stderr]).toEqual(['', '']);
    await Promise.all([...sinks].reverse().map((each) => each.frame()));
    const lines = memory.stdout.split('\n').slice(0, -1);
    const seen = lines.map((line) => {
      const { activationId, message } = line === SENTINEL ? {} : (JSON.parse(line) as Record<string, string>);
      return line === SENTINEL ? line : `${activationId} ${message}`;
    });
    const of = (id: string) => [`${id} one`, `${id} two`, `${id} half`, SENTINEL];
    expect(seen).toEqual([...of('b'), ...of('a')]);
    expect(memory.stderr).toMatch(new RegExp(`^\\{[^\\n]*"activationId":"b"[^\\n]*\\}\\n${FRAME}${FRAME}$`));
  });

  test('flushing passes on what a sink behind it holds back', async () => {
    sink = new JsonLogSink(new WholeLogSink(memory), 'id-1');
    await write('stdout', 'held');
    await sink.flush();
    expect(messages('stdout')).toEqual(['held']);
  });

  test('lets the writer wait as long as the sink behind it asks for', async () => {
    const slow = new SlowLogSink();
    const written = new JsonLogSink(slow, undefined).write('stdout', Buffer.from('line\n'));
    let done = false;
    const waiting = Promise.resolve(written).then(() => {
      done = true;
    });
    await new Promise(setImmediate);
    expect(done).toBe(false);
    slow.goOn();
    await waiting;
  });
});
