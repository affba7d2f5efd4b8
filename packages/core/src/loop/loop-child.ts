import type { Writable } from 'node:stream';
import { RunnerError } from '../errors.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import { type LogStreamName, waitForAll } from '../logs/log-sink.js';
import { drain, OutputReader } from '../process/output-reader.js';
import type { ProcessExit, RunningProcess } from '../process/running-process.js';
import { killLeftBehind, terminateOnAbort } from '../process/terminate.js';
import type { HookContext } from '../runner/activation.js';
import { LastOutput, LineReader } from './line-reader.js';

/** How long a program that may not know of the acknowledgement is watched, in milliseconds. */
const WATCH_MS = 1_000;

/** What is kept of the output between two activations; more of it stays in the pipes. */
const MAX_UNLOGGED_BYTES = 65_536;

/** The same where the pipes are read nevertheless, as Node does with those of a process that has ended. */
const MAX_UNLOGGED_PIECES = 32;

const LINE_FEED = Buffer.from('\n');

/** A message of up to this size is sent in one piece, copied; a larger one as it is. */
const MAX_COPIED_BYTES = 65_536;

/**
 * A process that speaks ActionLoop: one line of JSON in on stdin, one out on file descriptor 3; stdout and stderr are logs.
 * What it writes between two activations is logged by the second.
 */
export class LoopChild {
  readonly #process: RunningProcess;
  readonly #maxResultBytes: number;
  readonly #answer: LineReader;
  readonly #logReaders: readonly OutputReader[];
  readonly #readers: readonly OutputReader[];
  /** Output that came between two activations: it belongs to the logs of the next one. */
  #unlogged: { readonly stream: LogStreamName; readonly bytes: Buffer }[] = [];
  #unloggedBytes = 0;
  #lastOutput = new LastOutput();
  #logs: ActivationLogs | undefined;
  #exit: ProcessExit | undefined;
  /** Whether an acknowledgement was waited for in vain. */
  #mayAcknowledge = false;
  /** What came in place of an answer, and may be one. */
  #lateAcknowledgement: Buffer | undefined;
  #readNothing = false;
  /** Called when there is an answer, or will be none. */
  #wake: () => void = () => undefined;

  /** @param process started with `input: 'pipe'` and a channel · @param maxResultBytes longest line accepted */
  constructor(process: RunningProcess, maxResultBytes: number) {
    this.#process = process;
    this.#maxResultBytes = maxResultBytes;
    this.#answer = new LineReader(
      maxResultBytes,
      () => this.#wake(),
      (line) => this.#isLateAcknowledgement(line),
    );
    const { stdout, stderr, readNow } = process;
    const channel = process.channel as NonNullable<RunningProcess['channel']>;
    const log = (stream: LogStreamName) => (bytes: Buffer) => this.#log(stream, bytes);
    this.#logReaders = [
      new OutputReader(stdout, log('stdout'), readNow?.stdout),
      new OutputReader(stderr, log('stderr'), readNow?.stderr),
    ];
    const answer = new OutputReader(channel, (bytes) => this.#answer.write(bytes), readNow?.channel);
    this.#readers = [...this.#logReaders, answer];
    void process.exited.then((exit) => {
      this.#exit = exit;
      killLeftBehind(process);
      this.#wake();
    });
  }

  /** Whether it can take another line. One that wrote more than it was asked for is out of step. */
  get usable(): boolean {
    return this.#exit === undefined && !this.#answer.surplus && !this.#answer.tooLong;
  }

  /** Whether it ended without reading anything of its last message, which may be sent to another then. */
  get readNothing(): boolean {
    return this.#readNothing;
  }

  /**
   * Waits for the line that says it is ready. One that may not know of it is watched for a second.
   * @throws RunnerError `ERR_RUNNER_START` when the process ends first; the signal's reason
   */
  async acknowledged(context: HookContext, certain: boolean): Promise<void> {
    const line = await this.#line(context, certain ? undefined : WATCH_MS);
    if (line !== undefined && !isAcknowledgement(line)) {
      throw failure(`The action process wrote ${shown(line)} to file descriptor 3 where {"ok":true} was due.`);
    }
    if (line === undefined && this.#exit) {
      throw failure(`The action process ${ending(this.#exit)} before it was ready${this.#explanation()}`);
    }
    if (this.#answer.tooLong) {
      throw failure('The action process wrote a very long line to file descriptor 3 where {"ok":true} was due.');
    }
    this.#mayAcknowledge = line === undefined;
    if (this.#mayAcknowledge) {
      // It may come before the first message, too.
      this.#answer.ask();
    }
  }

  /**
   * Sends one message and waits for the answer. All that was logged before the answer is in the logs when it settles.
   * @throws RunnerError `ERR_RUNNER_CRASHED` when the process ends first, `ERR_RUNNER_RESULT_TOO_LARGE`; the signal's reason
   */
  async exchange(message: Buffer, context: HookContext): Promise<Buffer> {
    // An explanation must not quote what an earlier activation wrote.
    this.#lastOutput = new LastOutput();
    this.#lateAcknowledgement = undefined;
    this.#answer.ask();
    this.#send(message);
    const line = (await this.#line(context)) ?? (await this.#lineAfterLateAcknowledgement(context));
    this.#mayAcknowledge = false;
    if (line) {
      return line;
    }
    if (this.#answer.tooLong) {
      const text = `The result of the action is longer than ${this.#maxResultBytes} bytes.`;
      throw new RunnerError('ERR_RUNNER_RESULT_TOO_LARGE', text, { detail: text });
    }
    this.#readNothing = this.#process.unread?.() === message.length + LINE_FEED.length;
    const text = `The action process ${ending(this.#exit)} before it answered${this.#explanation()}`;
    throw new RunnerError('ERR_RUNNER_CRASHED', text, { detail: text });
  }

  /** Logs what it wrote since its last answer, and why it takes no further message. */
  async logEnd(logs: ActivationLogs): Promise<void> {
    await this.#attach(logs);
    await drain(this.#readers);
    const reason = this.#exit
      ? `${ending(this.#exit)} outside an activation`
      : 'wrote more to file descriptor 3 than it was asked for';
    await logs.stderr.note(`The action process ${reason}; it is replaced.`);
  }

  /** Ends the process and everything it started. */
  async end(): Promise<void> {
    this.#stdin.destroy();
    if (!this.#exit) {
      // Later its number may be that of a stranger.
      this.#process.kill('SIGKILL');
      await this.#process.exited;
    }
    for (const reader of this.#readers) {
      reader.close();
    }
  }

  /** A program that was slow to start may acknowledge only now; one that never does may answer with the same words. */
  async #lineAfterLateAcknowledgement(context: HookContext): Promise<Buffer | undefined> {
    const late = this.#lateAcknowledgement;
    if (!late) {
      return undefined;
    }
    this.#answer.ask();
    return (await this.#line(context, WATCH_MS)) ?? late;
  }

  #isLateAcknowledgement(line: Buffer): boolean {
    if (!this.#mayAcknowledge || !isAcknowledgement(line)) {
      return false;
    }
    this.#mayAcknowledge = false;
    this.#lateAcknowledgement = line;
    this.#wake();
    return true;
  }

  #line(context: HookContext, limitMs?: number): Promise<Buffer | undefined> {
    const line = this.#awaitLine(context, limitMs);
    context.hold(line);
    return line;
  }

  async #awaitLine({ cancellation, graceMs, logs }: HookContext, limitMs?: number): Promise<Buffer | undefined> {
    const stopWatching = terminateOnAbort(this.#process, cancellation, graceMs);
    try {
      const attached = this.#attach(logs);
      if (attached) {
        await attached;
      }
      await this.#woken(limitMs);
      if (cancellation.aborted) {
        await this.#process.exited;
      }
      // With an answer there its pipe need not be looked at: more of it shows when it comes.
      const drained = drain(this.#answer.settled && !this.#exit ? this.#logReaders : this.#readers);
      if (drained) {
        await drained;
      }
      if (cancellation.aborted) {
        throw cancellation.reason;
      }
      return this.#answer.take();
    } finally {
      stopWatching();
      this.#logs = undefined;
    }
  }

  /** Waits for the answer, the end of the process, or the limit. Not by Promise.race, which would leave a reaction behind each time. */
  async #woken(limitMs: number | undefined): Promise<void> {
    if (this.#exit || this.#answer.settled) {
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
    });
    clearTimeout(timer);
  }

  get #stdin(): Writable {
    return this.#process.stdin as Writable;
  }

  /** Output goes to these logs from now on, first of all what came before. */
  #attach(logs: ActivationLogs): void | Promise<void> {
    this.#logs = logs;
    if (this.#unlogged.length === 0) {
      return;
    }
    const earlier = this.#unlogged.splice(0);
    if (this.#unloggedBytes > MAX_UNLOGGED_BYTES) {
      for (const reader of this.#logReaders) {
        reader.resume();
      }
    }
    this.#unloggedBytes = 0;
    return waitForAll(earlier.map(({ stream, bytes }) => this.#log(stream, bytes)));
  }

  #log(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    if (this.#logs) {
      this.#lastOutput.add(bytes);
      return this.#logs[stream].write(bytes);
    }
    // More than a pipe holds can only come from a process left behind.
    if (this.#unlogged.length < MAX_UNLOGGED_PIECES) {
      this.#unlogged.push({ stream, bytes });
      this.#unloggedBytes += bytes.length;
      if (this.#unloggedBytes > MAX_UNLOGGED_BYTES) {
        for (const reader of this.#logReaders) {
          reader.pause();
        }
      }
    }
  }

  #send(message: Buffer): void {
    if (message.length <= MAX_COPIED_BYTES) {
      this.#stdin.write(Buffer.concat([message, LINE_FEED]));
      return;
    }
    this.#stdin.cork();
    this.#stdin.write(message);
    this.#stdin.write(LINE_FEED);
    this.#stdin.uncork();
  }

  #explanation(): string {
    const line = this.#lastOutput.line;
    return line === undefined ? '.' : `: ${line}`;
  }
}

function isAcknowledgement(line: Buffer): boolean {
  try {
    return (JSON.parse(line.toString()) as { ok?: unknown } | null)?.ok === true;
  } catch {
    return false;
  }
}

function failure(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_START', message, { detail: message });
}

function ending(exit: ProcessExit | undefined): string {
  return exit?.signal ? `was killed by ${exit.signal}` : `ended with exit status ${exit?.code ?? 'unknown'}`;
}

/** A line as an error message shows it. */
export function shown(line: Buffer): string {
  const text = line.toString('utf8', 0, 200);
  return JSON.stringify(line.length > 200 ? `${text}…` : text);
}
