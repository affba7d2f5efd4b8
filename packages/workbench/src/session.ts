/** What the page controls: a session that runs an action again and again. Its errors are shown to the user. */
export interface WorkbenchSession {
  /** The parameters of the next activation, a JSON text. */
  readonly parameters: string;
  readonly settings: Settings;
  readonly inputs: Inputs;
  /** Sets the parameters of the next activation. @throws Error for anything but a JSON object or array */
  setParameters(parameters: string): void;
  /** Runs the action, whose parameters may be others now. What runs is killed. */
  run(): void;
  /** Kills what runs. */
  stop(): void;
  /** Changes what the next activation gets. @throws Error for values that cannot be */
  configure(settings: Settings): void;
  /** Describes how a result, formatted, differs from another one. @returns lines that begin with `+`, `-` or a blank, or one sentence */
  compare(before: string, after: string): string;
}

/** What an activation gets besides its parameters. */
export interface Settings {
  /** Time limit of an init and of a run, each, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the time limit applies. */
  readonly hasDeadline: boolean;
  /** In megabytes; null where nothing limits the memory. */
  readonly memoryMb: number | null;
  /** Of the logs of a run, both streams together, in megabytes; null where nothing limits them. */
  readonly logsMb: number | null;
  /** Variables of the action. */
  readonly env: Readonly<Record<string, string>>;
}

/** Parameters that are saved by name. */
export interface Inputs {
  /** The names, sorted. */
  list(): readonly string[];
  /** Reads parameters, a JSON text. @throws Error if there are none */
  read(name: string): string;
  /** Saves parameters, a JSON text. @throws Error for a name that cannot be one */
  save(name: string, parameters: string): void;
}

/** A stream of the action. */
export type StreamName = 'stdout' | 'stderr';

/** How an activation ended: `failed` has no result, and `stopped` was killed for something newer. */
export type Outcome = 'success' | 'application error' | 'failed' | 'stopped';

/** How long a part of a request took. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
}

/** How long a request took, and its parts as the runtime has measured them. */
export interface RequestTimes {
  readonly route: 'init' | 'run';
  readonly ms: number;
  readonly phases: readonly Phase[];
}

/** What happens in a session. */
export type SessionEvent =
  | {
      readonly type: 'start';
      /** That of the activation. */
      readonly id: string;
      /** A JSON text. */
      readonly parameters: string;
      /** Whether the runtime was initialized before. */
      readonly isWarm: boolean;
    }
  | { readonly type: 'log'; readonly id: string; readonly stream: StreamName; readonly bytes: Uint8Array }
  | ({ readonly type: 'request'; readonly id: string } & RequestTimes)
  | {
      readonly type: 'end';
      readonly id: string;
      readonly outcome: Outcome;
      /** The result, formatted. */
      readonly result?: string | undefined;
      /** Why there is no result. */
      readonly message?: string | undefined;
    }
  /** Parameters or settings may have changed. */
  | { readonly type: 'configure' }
  /** Files of the action may have changed. */
  | { readonly type: 'change' };
