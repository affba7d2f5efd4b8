import type { Support } from '../../src/manifest/supports.js';

/** One deliberate fault of the server of the tests. */
export interface Fault {
  /** The ids of the cases that fail: the one that it is made for, then those that cannot but follow. */
  readonly fails: readonly [string, ...string[]];
  /** Whether further cases may fail: all of those that use what is broken. */
  readonly others?: boolean;
  /** Variables of the server besides `FAULT`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the manifest says that the runtime does not support. */
  readonly without?: readonly Support[];
  /** What the manifest says that the runtime supports in addition. */
  readonly with?: readonly Support[];
}

/** Faults by name. */
export type Faults = Readonly<Record<string, Fault>>;
