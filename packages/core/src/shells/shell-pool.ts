// Long because every method decides by the same counts of shells that run, wait and are wanted.
import { messageOf, systemCode } from '../errors.js';
import { OpenFiles } from '../process/open-files.js';
import type { ProcessSpec, RunningProcess, StartProcess } from '../process/running-process.js';
import type { Environment } from '../protocol/environment.js';
import { now } from '../timings.js';
import { canExport, canQuote, shellEnvironment } from './frame.js';
import type { LaunchedShell } from './launched-shell.js';
import { NewPids } from './new-pids.js';
import { ProgramFiles } from './program-files.js';
import { ShellSlot, type SlotHost } from './shell-slot.js';
import { startShell } from './started-shell.js';

/** Shells that are kept beside those whose processes run. */
const SPARE_SLOTS = 1;

/** When the first spare shell is started after the first shell was ready: the first activation, which follows the init, has less beside it. */
const SPARE_MS = 30;

/** More processes than this at once are started the plain way. */
const MAX_SLOTS = 33;

/** How long a start waits for a shell that is about to be ready; a plain start takes about as long on a busy machine. */
const WAIT_MS = 20;

/** How long a rehearsal waits for one. */
const READY_MS = 500;

/** After so many shells in a row that never had a child wait, there are none for a while. */
const MAX_FAILURES = 3;
const PAUSE_MS = 30_000;

/** Settings of a {@link ShellPool}. */
export interface ShellPoolOptions {
  /** Where files without a name may be made; the first that can be written is used. */
  readonly folders: readonly string[];
  /** How processes are started otherwise. */
  readonly plain: StartProcess;
  /** The limit of open files of the processes. */
  readonly openFiles?: OpenFiles;
  /** Knows the processes of the shells; closed with them. */
  readonly pids?: NewPids;
  /** The command of a POSIX shell. Default `/bin/sh`. */
  readonly shell?: readonly string[];
  /** A shell of the default command that is there already. */
  readonly launched?: LaunchedShell | undefined;
}

/**
 * Starts processes through shells that were forked before they are needed, since Node.js forks slowly and does nothing else meanwhile: one shell
 * more than processes run at once. What a shell cannot start exactly as it would be started otherwise, and what finds none ready, is started
 * the plain way.
 */
export class ShellPool implements SlotHost {
  shell: readonly string[];
  readonly folders: readonly string[];
  /** Knows the processes of the shells. */
  readonly pids: NewPids;
  /** The one that starts programs only. */
  readonly #usualShell: readonly string[];
  readonly #plain: StartProcess;
  #launched: LaunchedShell | undefined;
  readonly #openFiles: OpenFiles;
  readonly #slots = new Set<ShellSlot>();
  #idle: ShellSlot[] = [];
  #waiters: ((slot: ShellSlot) => void)[] = [];
  /** Called when a shell is ready for which nobody waits. */
  #onIdle: () => void = () => undefined;
  /** The one that a rehearsal had last. */
  #rehearsing: ShellSlot | undefined;
  readonly #programs = new ProgramFiles();
  /** Those that a shell could not start. */
  readonly #refused = new WeakSet<ProcessSpec>();
  #base: Environment | undefined;
  #spare = 0;
  #target = 1;
  #spareTimer: NodeJS.Timeout | undefined;
  #isGrowing = false;
  #failures = 0;
  #pausedUntil = 0;
  #isClosed = process.platform !== 'linux';
  #notice: string | undefined;
  #hasNoticed = false;

  constructor({
    folders,
    plain,
    shell = ['/bin/sh'],
    openFiles = new OpenFiles(),
    pids = new NewPids(),
    launched,
  }: ShellPoolOptions) {
    this.pids = pids;
    this.#openFiles = openFiles;
    this.folders = folders;
    this.#plain = plain;
    this.shell = shell;
    this.#usualShell = shell;
    this.#launched = launched;
  }

  /** How many shells wait for a process. */
  get waiting(): number {
    return this.#idle.length;
  }

  /**
   * Starts the shells, in the background; called before the first process is needed.
   * @param env what the processes will have in common; shells that were started before keep theirs
   * @param shell the command of another shell, which replaces those before
   */
  prepare(env: Environment, shell: readonly string[] = this.shell): void {
    if (shell.join(' ') !== this.shell.join(' ')) {
      this.shell = shell;
      for (const slot of this.#idle) {
        slot.retire();
      }
    }
    this.#base = shellEnvironment(env, shell !== this.#usualShell);
    this.#programs.forget();
    this.#grow();
  }

  /** Why processes are started the plain way though they need not be; once. */
  takeNotice(): string | undefined {
    const notice = this.#notice;
    this.#notice = undefined;
    return notice;
  }

  /**
   * As {@link start} by a shell that nobody else waits for; undefined if there is none soon, or it is not wanted any more by then. Who needs the
   * shell then waits for it.
   */
  async rehearse(spec: ProcessSpec, isWanted: () => boolean): Promise<RunningProcess | undefined> {
    if (this.#idle.length === 0 && this.#coming > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
        setTimeout(resolve, READY_MS).unref();
      });
    }
    const [slot] = this.#idle;
    if (!slot?.isWaiting || !isWanted() || !this.#accepts(spec)) {
      return undefined;
    }
    const run = this.start(spec);
    this.#rehearsing = slot;
    return await run;
  }

  /** As {@link StartProcess}. A process whose `exited` rejects with `NothingRan` is started the plain way by another call. */
  async start(spec: ProcessSpec): Promise<RunningProcess> {
    const slot = this.#accepts(spec) ? (this.#idle.shift() ?? (await this.#wait())) : undefined;
    // One that was waited for may have been killed in the meantime.
    if (!slot?.isWaiting) {
      return await this.#plain(spec);
    }
    if (!slot.searchesPath && !spec.command[0]?.includes('/')) {
      this.armed(slot);
      return await this.#plain(spec);
    }
    if (slot === this.#rehearsing) {
      this.#rehearsing = undefined;
    }
    try {
      const run = slot.start(spec);
      this.#raiseTarget(0);
      return run;
    } catch (error) {
      if (systemCode(error) === undefined) {
        throw error;
      }
      // No room for its files: nothing has happened.
      slot.retire();
      return await this.#plain(spec);
    }
  }

  /** Kills the shells, and the processes that run. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#spareTimer);
    for (const slot of this.#slots) {
      slot.kill();
      slot.retire();
    }
    this.#launched?.dismiss();
    this.#launched = undefined;
    this.pids.close();
    this.#onIdle();
  }

  armed(slot: ShellSlot): void {
    this.#failures = 0;
    this.#programs.prepare();
    this.#spareTimer ??= setTimeout(() => {
      this.#spare = SPARE_SLOTS;
      this.#target = Math.max(this.#target, 1 + SPARE_SLOTS);
      this.#grow();
    }, SPARE_MS).unref();
    const waiter = this.#waiters.shift();
    if (waiter) {
      waiter(slot);
    } else {
      this.#idle.push(slot);
      this.#onIdle();
    }
  }

  retired(slot: ShellSlot, wasArmed: boolean, reason = `${this.shell.join(' ')} does not work as a shell here`): void {
    this.#slots.delete(slot);
    this.#idle = this.#idle.filter((other) => other !== slot);
    if (!wasArmed && !this.#isClosed) {
      this.#fail(reason);
    }
    // One that failed at once is tried again with the next process.
    if (this.#failures === 0) {
      setImmediate(() => this.#grow());
    }
  }

  refused(spec: ProcessSpec): void {
    this.#refused.add(spec);
  }

  #accepts(spec: ProcessSpec): boolean {
    if (this.#isClosed || spec.channel || spec.user || spec.input === 'pipe' || this.#refused.has(spec)) {
      return false;
    }
    if (!this.#base) {
      this.prepare(spec.env);
    }
    if (!canExport(spec.env, this.#base ?? {})) {
      this.#note('an environment variable has a name that shells cannot set');
      return false;
    }
    return canQuote(spec) && this.#programs.starts(spec.command[0] as string);
  }

  /** A shell that is about to be ready, if there is one for each that asks. */
  #wait(): Promise<ShellSlot | undefined> | undefined {
    if (this.#waiters.length >= this.#coming) {
      this.#raiseTarget(this.#waiters.length + 1);
      return undefined;
    }
    return new Promise((resolve) => {
      const waiter = (slot: ShellSlot) => {
        clearTimeout(timer);
        resolve(slot);
      };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(undefined);
      }, WAIT_MS);
      this.#waiters.push(waiter);
    });
  }

  /** How many shells are about to be ready. */
  get #coming(): number {
    const slots = [...this.#slots].filter((slot) => slot.isArming || (slot.isBusy && slot === this.#rehearsing));
    return slots.length + (this.#isGrowing ? 1 : 0);
  }

  /** Has a shell for each process that runs, for those that are about to start, and the spare ones. */
  #raiseTarget(starting: number): void {
    let wanted = starting + this.#spare;
    for (const slot of this.#slots) {
      wanted += slot.isBusy ? 1 : 0;
    }
    if (wanted > this.#target) {
      this.#target = Math.min(wanted, MAX_SLOTS);
    }
    this.#grow();
  }

  /** Starts the shells that are missing, one in each turn of the event loop, which a fork holds up. */
  #grow(): void {
    if (!this.#isGrowing && this.#isWanted) {
      this.#isGrowing = true;
      setImmediate(() => {
        this.#isGrowing = false;
        if (this.#isWanted) {
          this.#add();
          // One that failed is tried again with the next process.
          if (this.#failures === 0) {
            this.#grow();
          }
        }
      });
    }
  }

  get #isWanted(): boolean {
    return this.#slots.size < this.#target && now() >= this.#pausedUntil && !this.#isClosed;
  }

  #add(): void {
    try {
      const slot = this.#addLaunched() ?? this.#addStarted();
      this.#slots.add(slot);
      this.pids.add(slot.group);
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  /** @throws a system error */
  #addStarted(): ShellSlot {
    const { shell } = this;
    const env = this.#base ?? {};
    const openFiles = this.#openFiles.soft;
    return new ShellSlot(this, env, (gone) => startShell({ shell, env, openFiles }, gone));
  }

  /** Undefined if there is none that can be used. */
  #addLaunched(): ShellSlot | undefined {
    const launched = this.#launched;
    this.#launched = undefined;
    if (this.shell !== this.#usualShell) {
      launched?.dismiss();
      return undefined;
    }
    const adopted = launched?.adopt();
    if (!adopted) {
      return undefined;
    }
    this.#openFiles.origin = adopted.pid;
    return new ShellSlot(this, adopted.env, adopted.start);
  }

  #fail(reason: string): void {
    this.#failures++;
    if (this.#failures >= MAX_FAILURES) {
      this.#pausedUntil = now() + PAUSE_MS;
      this.#note(reason);
    }
  }

  #note(reason: string): void {
    if (!this.#hasNoticed) {
      this.#hasNoticed = true;
      this.#notice = `Processes start more slowly than they could: ${reason}.`;
    }
  }
}
