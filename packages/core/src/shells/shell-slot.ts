// Long because a slot is one state machine: every method changes the state that the others depend on.
import { messageOf, systemCode } from '../errors.js';
import { findLeftBehind } from '../process/left-behind.js';
import { READ_BYTES } from '../process/pipe-pool.js';
import type { LeftProcess, ProcessExit, ProcessSpec } from '../process/running-process.js';
import { MARK } from '../process/start-process.js';
import { sendSignal, signalGroup } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../protocol/uuid.js';
import { buildFrame, exitOf } from './frame.js';
import type { NewPids } from './new-pids.js';
import { ShellHelper } from './shell-helper.js';
import { ShellOutput } from './shell-output.js';
import { ShellRun } from './shell-run.js';
import type { StartShell } from './started-shell.js';

/** What a slot needs of its pool. */
export interface SlotHost {
  readonly folders: readonly string[];
  /** Knows the shells of the pool. */
  readonly pids: NewPids;
  /** Called when a child waits. */
  armed(slot: ShellSlot): void;
  /** Called once, when the shell is not used any more. @param reason why it could not be used */
  retired(slot: ShellSlot, wasArmed: boolean, reason?: string): void;
  /** Called when a shell could not start a process. */
  refused(spec: ProcessSpec): void;
}

/** What a slot is busy with. */
interface Current {
  readonly run: ShellRun;
  readonly spec: ProcessSpec;
  readonly outputs: readonly ShellOutput[];
}

/**
 * A shell, leader of a session and group of its own, with one child, forked before it is needed, that waits for the frame by which it becomes a
 * process. A shell waits for one child only, so its death costs one activation at most.
 */
export class ShellSlot {
  readonly #host: SlotHost;
  readonly #base: Environment;
  readonly #baseNames: readonly string[];
  readonly #helper: ShellHelper;
  /** Begins the marks of its processes. */
  readonly #id = createUuid();
  #generation = 0;
  /** The child that waits. */
  #pid = 0;
  #current: Current | undefined;
  /** What the shell wrote besides its reports: the name of a signal. */
  #said = '';
  #kind = '';
  /** Of bash. */
  #version = 0;
  #wasArmed = false;
  #isOver = false;
  #isClosed = false;
  #hasLeft = false;
  /** Whether it has started a process, so that others may be in its group. */
  #hasStarted = false;

  /** @param base what processes inherit of the shell @throws a system error */
  constructor(host: SlotHost, base: Environment, start: StartShell) {
    this.#host = host;
    this.#base = base;
    this.#baseNames = Object.keys(base);
    const report = (line: string) => this.#hear(line);
    const gone = () => this.retire();
    this.#helper = new ShellHelper({ start, folders: host.folders, report, gone });
  }

  /** PID and process group of the shell. */
  get group(): number {
    return this.#helper.pid;
  }

  /** Whether a child waits. */
  get isWaiting(): boolean {
    return !this.#isOver && this.#pid !== 0;
  }

  /** Whether a child will wait in a moment. */
  get isArming(): boolean {
    return !this.#isOver && this.#pid === 0 && !this.#current;
  }

  /** Whether it has a process whose output is still read. */
  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  /** Whether it can run scripts of bash itself, under their own names. */
  get canSource(): boolean {
    return this.#kind === 'bash' && this.#version >= 5;
  }

  /** Whether a name without a slash is searched for in PATH only; some shells prefer programs of their own. */
  get searchesPath(): boolean {
    return this.#kind !== 'applets';
  }

  /** The waiting child becomes a process. @throws a system error, when nothing has happened */
  start(spec: ProcessSpec): ShellRun {
    const helper = this.#helper;
    const mark = `${MARK}=${this.#id}-${this.#generation}`;
    const bytes = spec.input as Uint8Array | undefined;
    const input = bytes === undefined ? '/dev/null' : helper.pipes.writeInput(bytes);
    const { canSource } = this;
    const isBash = this.#kind === 'bash';
    const frame = buildFrame(spec, { base: this.#base, baseNames: this.#baseNames, mark, input, isBash, canSource });
    const after = this.#host.pids.newest();
    helper.write(frame, isBash);
    this.#hasStarted = true;
    const closed = () => this.#release();
    const stdout = new ShellOutput(helper.pipes.stdout, closed);
    const stderr = new ShellOutput(helper.pipes.stderr, closed, helper.says);
    const run = new ShellRun({
      pid: this.#pid,
      stdout,
      stderr,
      mark,
      after,
      signal: (signal) => this.#signal(run, signal),
      leftBehind: () => this.#leftBehind(run),
    });
    this.#current = { run, spec, outputs: [stdout, stderr] };
    this.#pid = 0;
    helper.reports.work();
    if (bytes !== undefined && bytes.length >= READ_BYTES) {
      // It may answer with as much, and would wait for the first look when the pipe is full.
      stdout.live();
      stderr.live();
    }
    return run;
  }

  /** Kills the process that runs, if one does. */
  kill(): void {
    this.#current?.run.kill('SIGKILL');
  }

  /** Kills the shell; its pipes are never used again. A process that runs is killed, since nobody could report its exit. */
  retire(reason?: string): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    const current = this.#current;
    if (current && !current.run.exit) {
      signalGroup(this.group, 'SIGKILL');
      this.#ended(current, { code: null, signal: 'SIGKILL' });
    }
    // What an activation left in the group may stay; a child that waits must not: it may wait for somebody to open its pipe.
    this.#helper.kill({ isAlone: !this.#hasStarted });
    if (this.#pid !== 0) {
      sendSignal(this.#pid, 'SIGKILL');
    }
    this.#host.retired(this, this.#wasArmed, reason);
    this.#release();
    this.#close();
  }

  #hear(line: string): void {
    const [what, first = '', second = ''] = line.split(' ');
    const isCurrent = Number(first) === this.#generation;
    if (what === 'ready' && !this.#kind) {
      this.#kind = first;
      this.#version = Number(second);
      this.#open();
    } else if (what === 'armed' && isCurrent) {
      this.#pid = Number(second);
      this.#wasArmed = true;
      this.#host.pids.add(this.#pid);
      this.#host.armed(this);
    } else if (what === 'exit' && isCurrent) {
      this.#heardExit(Number(second));
    } else {
      this.#said += line;
    }
  }

  #open(): void {
    try {
      this.#helper.openPipes();
      this.#generation = 1;
      // Its file is opened now, not by the first process.
      this.#host.pids.newest();
    } catch (error) {
      if (systemCode(error) === undefined) {
        throw error;
      }
      // No room for its files, say.
      this.retire(messageOf(error));
    }
  }

  #arm(): void {
    this.#generation++;
    this.#said = '';
    this.#helper.arm(this.#generation);
  }

  #heardExit(status: number): void {
    if (!this.#current) {
      // Somebody killed the child while it waited.
      this.#pid = 0;
      this.retire();
      return;
    }
    this.#helper.reports.rest();
    this.#ended(this.#current, exitOf(status, this.#said !== ''));
  }

  #ended({ run, spec, outputs }: Current, exit: ProcessExit): void {
    for (const output of outputs) {
      output.look();
    }
    const isUnread = exit.code !== 0 && this.#helper.pipes.dropFrame();
    if ((isUnread || run.stderr.isOfShell) && !run.wasSignalled) {
      this.#current = undefined;
      this.#host.refused(spec);
      run.fail();
      this.#reuse(run, outputs);
    } else {
      run.end(exit);
      this.#release();
    }
  }

  #signal(run: ShellRun, name: NodeJS.Signals): void {
    const isHere = this.#current?.run === run;
    // The shell is in the group, and would be killed with it: not unless somebody else is there.
    if (isHere && (!run.exit || this.#leftBehind(run).length > 0)) {
      signalGroup(this.group, name);
    }
  }

  #leftBehind(run: ShellRun): LeftProcess[] {
    const { pid, mark, startedAt, after, exit } = run;
    run.isAlone ||= exit !== undefined && run.isYoung && this.#host.pids.onlyKnownSince(run);
    if (run.isAlone) {
      return [];
    }
    const isHere = this.#current?.run === run;
    const group = isHere ? this.group : undefined;
    const left = this.#host.pids.lendFile(() =>
      findLeftBehind({ pid, mark, startedAt, after, user: undefined, group }),
    );
    this.#hasLeft ||= isHere && left.length > 0;
    return left;
  }

  /** Free again when the exit is known and both outputs are closed by their reader. */
  #release(): void {
    const current = this.#current;
    if (current?.run.exit && current.outputs.every((output) => output.destroyed)) {
      this.#current = undefined;
      this.#reuse(current.run, current.outputs);
    }
  }

  #reuse(run: ShellRun, outputs: readonly ShellOutput[]): void {
    this.#helper.pipes.forgetFrame();
    if (this.#isOver) {
      this.#close();
    } else if (this.#hasLeft || !outputs.every((output) => output.empty())) {
      this.retire();
    } else {
      // Not before the answer, which the shell would compete with.
      setImmediate(() => this.#armAgain(run));
    }
  }

  #armAgain(run: ShellRun): void {
    if (this.#isOver) {
      return;
    }
    // A process that was not found may hold the file: it must not read the next one's input.
    if (run.isAlone || this.#host.pids.onlyKnownSince(run) || this.#helper.pipes.renewInput()) {
      this.#arm();
    } else {
      this.retire();
    }
  }

  #close(): void {
    if (this.#isOver && !this.#current && !this.#isClosed) {
      this.#isClosed = true;
      this.#helper.close();
    }
  }
}
