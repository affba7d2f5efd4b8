import type { Problem } from './problems/find-problems.js';
import type { Outcome, RequestTimes, Settings, StreamName } from './session.js';

/** A line without its line feed. */
export type LogLine = readonly [stream: StreamName, text: string];

/** What the page lists of a run. */
export interface RunSummary {
  readonly id: string;
  /** Counts the runs, from 1. */
  readonly number: number;
  /** When it began, in milliseconds since 1970. */
  readonly start: number;
  readonly isWarm: boolean;
  /** Undefined while it runs. */
  readonly outcome?: Outcome | undefined;
  readonly message?: string | undefined;
  readonly requests: readonly RequestTimes[];
  /** Length of the result, formatted; undefined if there is none. */
  readonly resultLength?: number | undefined;
  readonly logLines: number;
  readonly problems: readonly Problem[];
}

/** The files of the action, with the versions of those that were opened; null for one that cannot be read any more. */
export interface FileList {
  readonly files: readonly string[];
  /** Whether they are those of a folder, in which files can be created, renamed and deleted. */
  readonly isFolder: boolean;
  /** Whether there may be more than are listed. */
  readonly isCut: boolean;
  readonly versions: Readonly<Record<string, string | null>>;
}

/** What a page gets when it connects. */
export interface Greeting extends FileList {
  readonly title: string;
  readonly parameters: string;
  readonly settings: Settings;
  readonly inputs: readonly string[];
  readonly runs: readonly RunSummary[];
}

/** What the events of the server have. */
export interface Events {
  readonly state: Greeting;
  /** A run that is new or has changed, and the ids of all that are kept; a short result comes with the end of its run. */
  readonly run: { readonly run: RunSummary; readonly ids: readonly string[]; readonly result?: string | undefined };
  readonly log: { readonly id: string; readonly from: number; readonly lines: readonly LogLine[] };
  readonly files: FileList;
  readonly parameters: { readonly parameters: string };
  readonly settings: Settings;
  readonly inputs: readonly string[];
  /** Nothing follows: the server ends. */
  readonly end: Readonly<Record<string, never>>;
}
