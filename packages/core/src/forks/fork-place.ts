// Long because a place is one state machine: every method changes the state that the others depend on.
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';
import { pathOf } from '../process/fifos.js';
import { findLeftBehind } from '../process/left-behind.js';
import { closeDescriptors } from '../process/open-streams.js';
import type { LeftProcess, ProcessExit, RunningProcess } from '../process/running-process.js';
import { signalGroup, signalOf } from '../process/terminate.js';
import { createUuid } from '../protocol/uuid.js';
import { HelperPipes, pathFor } from '../shells/helper-pipes.js';
import { HelperReports } from '../shells/helper-reports.js';
import type { NewPids } from '../shells/new-pids.js';
import { ShellOutput } from '../shells/shell-output.js';
import { ShellRun } from '../shells/shell-run.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** Its orders, the frame, stdout, stderr, and what it reports. */
export const FIFOS_PER_PLACE = 5;

/** An answer for which there has to be room before its fork begins. */
const ROOM = new Uint8Array(4_096);

/** In the status of wait(2): the signal, if one ended the process, and above it the exit status. */
const SIGNAL_BITS = 0x7f;
const CODE_SHIFT = 8;

/** What a place needs of those that it belongs to. */
export interface PlaceHost {
  readonly folders: readonly string[];
  /** Knows the processes of all places. */
  readonly pids: NewPids;
  /** Whether more forks are wanted. */
  readonly usable: boolean;
  /** Called when a fork waits. */
  armed(place: ForkPlace): void;
  /** Called once, when the place is not used any more. */
  retired(place: ForkPlace, wasArmed: boolean): void;
}

/** A fork that has a message, and its answer once it has exited. */
export interface Forked {
  readonly child: RunningProcess;
  /** What it wrote as its answer, once it has exited; undefined if that is too long. */
  readonly answer: Buffer | undefined;
}

interface Current {
  readonly run: ShellRun;
  readonly outputs: readonly ShellOutput[];
  readonly end: (exit: ProcessExit) => void;
}

/**
 * A process that was forked from the one that has loaded the action, and has one child of its own: a fork that waits for the next message.
 * See docs/reference/forks.md for what they say to each other.
 */
export class ForkPlace {
  readonly #host: PlaceHost;
  readonly #pipes: HelperPipes;
  readonly #reports: HelperReports;
  readonly #id = createUuid();
  /** Both ends are open here, so that opening it never waits. */
  readonly #orders: number;
  /** Held until the place has opened it: a pipe without a writer has ended. */
  #reported: number | undefined;
  #answer: number;
  #pid = 0;
  #generation = 0;
  #waiting = 0;
  #current: Current | undefined;
  #wasArmed = false;
  #isOver = false;
  #isClosed = false;
  #hasLeft = false;

  /**
   * @param fifos descriptors that are closed here
   * @throws a system error
   */
  constructor(host: PlaceHost, fifos: readonly number[]) {
    this.#host = host;
    const { folders } = host;
    const [orders, frames, stdout, stderr, reports] = fifos.map(pathOf) as [string, string, string, string, string];
    const kept: number[] = [];
    const open = (path: string, flags: number): number => {
      const descriptor = openSync(path, flags | O_NONBLOCK);
      kept.push(descriptor);
      return descriptor;
    };
    let pipes: HelperPipes | undefined;
    let heard: number;
    try {
      pipes = new HelperPipes({ folders, fifos: [frames, stdout, stderr] });
      this.#pipes = pipes;
      this.#orders = open(orders, O_RDWR);
      heard = open(reports, O_RDONLY);
      this.#reported = open(reports, O_WRONLY);
      this.#answer = pipes.openFile();
    } catch (error) {
      pipes?.close();
      closeDescriptors(kept);
      throw error;
    } finally {
      closeDescriptors(fifos);
    }
    const source = new Socket({ fd: heard, readable: true, writable: false });
    this.#reports = new HelperReports(source, { report: (line) => this.#hear(line), gone: () => this.retire() });
  }

  /** The order by which it is forked. */
  get order(): string {
    return ['place', pathFor(this.#orders), ...this.#pipes.paths, pathFor(this.#reported as number)].join(' ');
  }

  /** Whether a fork waits for its message. */
  get isWaiting(): boolean {
    return !this.#isOver && this.#waiting !== 0;
  }

  /** Whether a fork runs, or its output is still read. */
  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  /** Whether a fork will wait in a moment. */
  get isArming(): boolean {
    return !this.#isOver && this.#waiting === 0 && !this.#current;
  }

  /**
   * Gives the fork that waits its message.
   * @param maxBytes longest answer that is accepted
   * @throws a system error, when nothing has happened
   */
  start(message: Uint8Array, maxBytes: number): Forked {
    const mark = `${this.#id}-${this.#generation}`;
    const input = this.#pipes.writeInput(message);
    this.#makeRoom();
    const after = this.#host.pids.newest();
    this.#pipes.writeFrame(`${mark} ${input} ${pathFor(this.#answer)}\n`);
    const closed = () => this.#release();
    const outputs = [new ShellOutput(this.#pipes.stdout, closed), new ShellOutput(this.#pipes.stderr, closed)] as const;
    const [stdout, stderr] = outputs;
    const pid = this.#waiting;
    const run = new ShellRun({
      ...{ pid, stdout, stderr, mark: `ACTIONRUNNER_PROCESS=${mark}`, after },
      signal: (signal) => signalGroup(pid, signal),
      leftBehind: () => this.#leftBehind(run),
    });
    let answer: Buffer | undefined;
    const end = (exit: ProcessExit) => {
      // At once: when the outputs are closed, the file may be that of the next fork.
      answer = readAnswer(this.#answer, maxBytes);
      run.end(exit);
    };
    this.#current = { run, outputs, end };
    this.#waiting = 0;
    this.#reports.work();
    return {
      child: run,
      get answer() {
        return answer;
      },
    };
  }

  /** It is never used again. Its fork is killed, since nobody could report its exit. */
  retire(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    const current = this.#current;
    if (current && !current.run.exit) {
      signalGroup(current.run.pid, 'SIGKILL');
      current.end({ code: null, signal: 'SIGKILL' });
    }
    this.#reports.mute();
    this.#host.retired(this, this.#wasArmed);
    this.#release();
    this.#close();
  }

  #hear(line: string): void {
    const [what, first, second] = line.split(' ');
    const isCurrent = Number(first) === this.#generation;
    if (what === 'ready') {
      this.#pid = Number(first);
      this.#host.pids.add(this.#pid);
      closeSync(this.#reported as number);
      this.#reported = undefined;
      this.#arm();
    } else if (what === 'armed' && isCurrent) {
      this.#waiting = Number(second);
      this.#wasArmed = true;
      this.#host.pids.add(this.#waiting);
      this.#host.armed(this);
    } else if (what === 'exit' && isCurrent) {
      this.#heardExit(exitOf(Number(second)));
    }
  }

  #arm(): void {
    this.#generation++;
    writeSync(this.#orders, `${this.#generation}\n`);
  }

  #heardExit(exit: ProcessExit): void {
    if (!this.#current) {
      // Somebody killed the fork while it waited.
      this.retire();
      return;
    }
    const { run, outputs, end } = this.#current;
    this.#reports.rest();
    for (const output of outputs) {
      output.look();
    }
    if (this.#pipes.dropFrame() && !run.wasSignalled) {
      this.#current = undefined;
      run.fail();
      this.retire();
    } else {
      end(exit);
      this.#release();
    }
  }

  #leftBehind(run: ShellRun): LeftProcess[] {
    const { pid, mark, startedAt, after, exit } = run;
    if (!this.#isOver && exit && run.isYoung && this.#host.pids.onlyKnownSince(run)) {
      return [];
    }
    const origin = { pid, group: pid, after, mark, startedAt, user: undefined, parent: this.#pid };
    const left = this.#host.pids.lendFile(() => findLeftBehind(origin));
    this.#hasLeft ||= left.length > 0;
    return left;
  }

  /** Free again when the exit is known and both outputs are closed by their reader. */
  #release(): void {
    const current = this.#current;
    if (current?.run.exit && current.outputs.every((output) => output.destroyed)) {
      this.#current = undefined;
      if (this.#isOver) {
        this.#close();
      } else if (!this.#host.usable || this.#hasLeft || !current.outputs.every((output) => output.empty())) {
        this.retire();
      } else {
        // Not before the answer, which the fork would compete with.
        setImmediate(() => this.#armAgain(current.run));
      }
    }
  }

  #armAgain(run: ShellRun): void {
    if (this.#isOver) {
      return;
    }
    // A process that was not found may hold the files: it must not read the next message, or answer it.
    if (this.#host.pids.onlyKnownSince(run) || (this.#pipes.renewInput() && this.#renewAnswer())) {
      this.#arm();
    } else {
      this.retire();
    }
  }

  /** The folder of the answer may be full, and another one not. */
  #makeRoom(): void {
    if (!trySystemCall(false, () => writeSync(this.#answer, ROOM, 0, ROOM.length, 0) === ROOM.length)) {
      this.#renewAnswer(ROOM);
    }
    ftruncateSync(this.#answer);
  }

  /** @returns whether there is one */
  #renewAnswer(content?: Uint8Array): boolean {
    const renewed = trySystemCall(undefined, () => this.#pipes.openFile(content));
    if (renewed === undefined) {
      return false;
    }
    closeSync(this.#answer);
    this.#answer = renewed;
    return true;
  }

  #close(): void {
    if (this.#isOver && !this.#current && !this.#isClosed) {
      this.#isClosed = true;
      const reported = this.#reported === undefined ? [] : [this.#reported];
      closeDescriptors([this.#answer, this.#orders, ...reported]);
      this.#pipes.close();
    }
  }
}

function readAnswer(file: number, maxBytes: number): Buffer | undefined {
  const { size } = fstatSync(file);
  if (size > maxBytes + 1) {
    return undefined;
  }
  const bytes = Buffer.allocUnsafe(size);
  return bytes.subarray(0, readSync(file, bytes, 0, size, 0));
}

function exitOf(status: number): ProcessExit {
  const signal = signalOf(status & SIGNAL_BITS);
  return signal ? { code: null, signal } : { code: status >> CODE_SHIFT, signal: null };
}
