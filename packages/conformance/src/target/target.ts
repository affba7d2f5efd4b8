import type { Address } from '../client/send-request.js';
import type { RuntimeLogs } from '../logs/runtime-logs.js';

/** What a case may need of a target. */
export type Ability =
  /** A runtime that nothing has been initialized in. */
  | 'fresh'
  /** Both log streams. */
  | 'logs'
  /** Variables in the environment of the runtime. */
  | 'environment'
  /** Signals to the runtime, and how it exits. */
  | 'signals';

/** How a runtime exited. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Options of a fresh runtime. */
export interface StartOptions {
  /** Variables in addition to those of the target. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A runtime that listens. */
export interface RunningRuntime {
  readonly address: Address;
  /** Undefined if nothing can be seen of them. */
  readonly logs: RuntimeLogs | undefined;
  /** When it has exited; never, if that cannot be seen. */
  readonly exited: Promise<Exit>;
  /** Whether this runtime has been initialized before, and with what: only one that is not ours to start. */
  readonly shared: SharedState | undefined;
  /** Sends a signal. */
  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void>;
  /** Kills it with everything that it has started, and removes what it leaves. May be called again. */
  stop(): Promise<void>;
}

/** What a runtime that cannot be restarted has been initialized with: the init message and its answer. */
export interface SharedState {
  initialized: string | undefined;
}

/** What is tested: it gives runtimes. */
export interface Target {
  readonly kind: 'url' | 'command' | 'image';
  /** For people: the URL, the command line, the name of the image. */
  readonly name: string;
  /** What a case may do with it, such as starting a fresh runtime; others are skipped. */
  readonly abilities: ReadonlySet<Ability>;
  /** How many runtimes may run at once. */
  readonly concurrency: number;
  /**
   * Starts a runtime, and waits until it listens.
   * @throws StartFailure that says what happened instead
   */
  start(options: StartOptions): Promise<RunningRuntime>;
  /** Stops what is still running. */
  close(): Promise<void>;
}

/** The target did not start, or did not listen. The message is one line. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    message: string,
    logs: { readonly stdout: string; readonly stderr: string } = { stdout: '', stderr: '' },
  ) {
    super(message);
    this.stdout = logs.stdout;
    this.stderr = logs.stderr;
  }
}
