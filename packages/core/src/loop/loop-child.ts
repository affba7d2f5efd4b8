// Long because the start, the exchanges and the end of a child depend on the same state of its pipes.
import type { Writable } from 'node:stream';
import { RunnerError } from '../errors.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import { HandOver } from '../process/hand-over.js';
import { drain, drainByTurns, OutputReader } from '../process/output-reader.js';
import type { ProcessExit, RunningProcess } from '../process/running-process.js';
import { killLeftBehind, terminateOnAbort } from '../process/terminate.js';
import type { HookContext } from '../runner/activation.js';
import { AnswerReader, isAcknowledgement, REST_MS } from './answer-reader.js';
import { LoopLogs } from './loop-logs.js';

const NEWLINE = Buffer.from('\n');

/** A message of up to this size is sent in one piece, copied; a larger one as it is. */
const MAX_COPIED_BYTES = 65_536;

/**
 * A process that speaks ActionLoop: one line of JSON in on stdin, one out on file descriptor 3; stdout and stderr are logs.
 * What it writes between two activations is logged by the second.
 */
export class LoopChild {
  readonly #process: RunningProcess;
  readonly #maxResultBytes: number;
  readonly #isOrigin: boolean;
  readonly #answer: AnswerReader;
  readonly #logs: LoopLogs;
  readonly #readers: readonly OutputReader[];
  readonly #handOver: HandOver;
  #exit: ProcessExit | undefined;
  /** Whether it has exited, and everything it wrote or had handed on is in the pipes. */
  #isOver = false;
  readonly #over: Promise<void>;
  /** The process as something that has no time left when it is killed. */
  readonly #terminable: Pick<RunningProcess, 'kill'> = {
    kill: (signal) => {
      this.#handOver.stop();
      this.#process.kill(signal);
    },
  };
  /** Whether it has acknowledged in time, or answered. */
  #hasAnswered = false;
  #readNothing = false;
  /** Called when there is an answer, or will be none. */
  #wake: () => void = () => undefined;

  /**
   * @param process started with `input: 'pipe'` and a channel
   * @param maxResultBytes longest line accepted
   * @param isOrigin whether what it started is somebody else's: the forks of a process that forks for each activation
   */
  constructor(process: RunningProcess, maxResultBytes: number, isOrigin = false) {
    this.#process = process;
    this.#isOrigin = isOrigin;
    this.#maxResultBytes = maxResultBytes;
    this.#answer = new AnswerReader(maxResultBytes, () => this.#wake());
    this.#logs = new LoopLogs(process);
    const channel = process.channel as NonNullable<RunningProcess['channel']>;
    this.#readers = [
      ...this.#logs.readers,
      new OutputReader(channel, (bytes, isBorrowed) => this.#answer.write(bytes, isBorrowed), process.readNow?.channel),
    ];
    this.#handOver = new HandOver(this.#readers, process);
    this.#over = this.#finish();
  }

  /** What it started may hand on its last words, which explain why it exited. */
  async #finish(): Promise<void> {
    this.#exit = await this.#process.exited;
    if (!this.#isOrigin) {
      await this.#handOver.wait();
      killLeftBehind(this.#process);
    }
    this.#isOver = true;
    this.#wake();
  }

  /** Settles when it has terminated. */
  get exited(): Promise<unknown> {
    return this.#process.exited;
  }

  /** Whether it accepts another line. A process that wrote more than one line is out of step. */
  get usable(): boolean {
    return this.#exit === undefined && !this.#answer.surplus && !this.#answer.tooLong;
  }

  /** Whether it has acknowledged or answered, so that it has been ready. */
  get isProven(): boolean {
    return this.#hasAnswered || this.#answer.hasAcknowledgedLate;
  }

  /** Why it failed to start; undefined unless it exited before it was ready. */
  get startFailure(): RunnerError | undefined {
    return this.isProven ? undefined : this.exitFailure;
  }

  /** Why a process that has had no message accepts none; undefined unless it exited. */
  get exitFailure(): RunnerError | undefined {
    if (!this.#exit) {
      return undefined;
    }
    const until = this.isProven ? 'its first message' : 'it was ready';
    return createStartError(`The action process ${describeExit(this.#exit)} before ${until}${this.#logs.explain()}`);
  }

  /** Whether it exited without reading anything of its last message, which may then be sent to another process. */
  get readNothing(): boolean {
    return this.#readNothing;
  }

  /**
   * Waits for the line that says it is ready.
   * @param limitMs how long
   * @returns whether it came; it may still come later
   * @throws RunnerError `ERR_RUNNER_START` if the process exits first; the reason of the signal
   */
  async awaitAcknowledgement(context: HookContext, limitMs?: number): Promise<boolean> {
    return this.isProven || (await this.#awaitFirstLine(context, limitMs)) !== undefined;
  }

  /** Waits for the same line, and returns it: more may be in it. */
  async awaitFirstLine(context: HookContext): Promise<Buffer> {
    return (await this.#awaitFirstLine(context)) as Buffer;
  }

  /** Writes a line that is not a message. */
  order(line: string): void {
    this.#send(Buffer.from(line));
  }

  async #awaitFirstLine(context: HookContext, limitMs?: number): Promise<Buffer | undefined> {
    this.#answer.expectFirstLine();
    const line = await this.#line(context, limitMs);
    if (line !== undefined && !isAcknowledgement(line)) {
      throw createStartError(
        `The action process wrote ${quoteLine(line)} to file descriptor 3 instead of {"ok":true}.`,
      );
    }
    this.#hasAnswered = line !== undefined;
    if (this.startFailure) {
      throw this.startFailure;
    }
    if (this.#answer.tooLong) {
      throw createStartError('The action process wrote a very long line to file descriptor 3 instead of {"ok":true}.');
    }
    if (line === undefined) {
      this.#answer.giveUpFirstLine();
    }
    return line;
  }

  /**
   * Sends one message and waits for the answer. All that was logged before the answer is in the logs when it settles.
   * @throws RunnerError `ERR_RUNNER_CRASHED` if the process exits first, `ERR_RUNNER_RESULT_TOO_LARGE`; the reason of the signal
   */
  async exchange(message: Buffer, context: HookContext): Promise<Buffer> {
    // An explanation must not quote what an earlier activation wrote.
    this.#logs.forget();
    this.#answer.askForAnswer();
    this.#send(message);
    const line = this.#answer.takeAnswer(await this.#line(context));
    if (line) {
      this.#hasAnswered = true;
      return line;
    }
    if (this.#answer.tooLong) {
      throw createTooLargeError(this.#maxResultBytes);
    }
    this.#readNothing = this.#process.unread?.() === message.length + NEWLINE.length;
    if (this.#readNothing && this.startFailure) {
      throw this.startFailure;
    }
    throw createCrashError(this.#exit, this.#logs.explain());
  }

  /** After a line that cannot be an answer: whether another one follows, so that it is out of step, shows in a moment. */
  async awaitRest(context: HookContext): Promise<void> {
    await this.#line(context, REST_MS);
  }

  /** Logs what it has written since its last answer. */
  async logRest(logs: ActivationLogs): Promise<void> {
    await this.#logs.attach(logs);
    if (this.#exit) {
      await this.#over;
    }
    await drain(this.#readers);
  }

  /** Logs what it has written since its last answer, and why it accepts no further message. */
  async logEnd(logs: ActivationLogs): Promise<void> {
    await this.logRest(logs);
    const reason = this.#exit
      ? `${describeExit(this.#exit)} outside an activation`
      : 'wrote more to file descriptor 3 than expected';
    await logs.stderr.note(`The action process ${reason}; it is replaced.`);
  }

  /** Kills the process and everything it started. */
  async end(): Promise<void> {
    this.#stdin.destroy();
    this.#handOver.stop();
    if (!this.#exit) {
      // Later its PID may be that of another process.
      this.#process.kill('SIGKILL');
    }
    await this.#over;
    for (const reader of this.#readers) {
      reader.close();
    }
  }

  #line(context: HookContext, limitMs?: number): Promise<Buffer | undefined> {
    const line = this.#awaitLine(context, limitMs);
    context.hold(line);
    return line;
  }

  async #awaitLine({ cancellation, graceMs, logs }: HookContext, limitMs?: number): Promise<Buffer | undefined> {
    const stopWatching = terminateOnAbort(this.#terminable, cancellation, graceMs);
    try {
      const attached = this.#logs.attach(logs);
      if (attached) {
        await attached;
      }
      await this.#wait(limitMs);
      if (cancellation.aborted || (this.#exit && !this.#isOver && !this.#answer.settled)) {
        await this.#over;
        await drain(this.#readers);
      }
      if (this.#exit && this.#answer.isUnfinished) {
        await logs.stderr.note(
          'What the action process wrote to file descriptor 3 does not end with a line feed, so it is not an answer.',
        );
      }
      if (cancellation.aborted) {
        if (this.#answer.hasAcknowledgedLate) {
          await logs.stderr.note(
            'The only line of the action process is {"ok":true}: it says that it is ready, and is not an answer.',
          );
        }
        throw cancellation.reason;
      }
      return this.#answer.take();
    } finally {
      stopWatching();
      this.#logs.detach();
    }
  }

  /**
   * Waits for the answer, the exit of the process, or the limit, and until all that was written before has been read. The answers, too: a
   * process that wrote more than one is out of step before the next message is sent. Not with Promise.race, which would leave a reaction
   * behind each time.
   */
  #wait(limitMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      this.#wake = () => {
        this.#wake = () => undefined;
        clearTimeout(timer);
        drainByTurns(this.#readers, resolve);
      };
      if (this.#isOver || this.#answer.settled) {
        this.#wake();
      } else if (limitMs !== undefined) {
        timer = setTimeout(() => this.#wake(), limitMs);
      }
    });
  }

  get #stdin(): Writable {
    return this.#process.stdin as Writable;
  }

  #send(message: Buffer): void {
    if (message.length <= MAX_COPIED_BYTES) {
      this.#stdin.write(Buffer.concat([message, NEWLINE]));
      return;
    }
    this.#stdin.cork();
    this.#stdin.write(message);
    this.#stdin.write(NEWLINE);
    this.#stdin.uncork();
  }
}

/** An error of an init whose action does not start. */
export function createStartError(message: string): RunnerError {
  return new RunnerError('ERR_RUNNER_START', message, { detail: message });
}

/** An error of a result that is longer than the limit. */
export function createTooLargeError(maxBytes: number): RunnerError {
  const text = `The result of the action is longer than ${maxBytes} bytes.`;
  return new RunnerError('ERR_RUNNER_RESULT_TOO_LARGE', text, { detail: text });
}

/** An error of an action that exited instead of answering. @param explanation what follows: a colon and a line, or a period */
export function createCrashError(exit: ProcessExit | undefined, explanation: string): RunnerError {
  const text = `The action process ${describeExit(exit)} before it answered${explanation}`;
  return new RunnerError('ERR_RUNNER_CRASHED', text, { detail: text });
}

/** As in "The action process was killed by SIGKILL". */
function describeExit(exit: ProcessExit | undefined): string {
  return exit?.signal ? `was killed by ${exit.signal}` : `exited with status ${exit?.code ?? 'unknown'}`;
}

/** Quotes a line for an error message. */
function quoteLine(line: Buffer): string {
  const text = line.toString('utf8', 0, 200);
  return JSON.stringify(line.length > 200 ? `${text}…` : text);
}
