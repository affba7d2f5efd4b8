import type { ZipEntry } from '../../support/zip-builder.js';

/** What the command is started in, in place of the bare machine. */
export interface Place {
  /** As the table calls it. */
  readonly name: string;
  /** The command line that starts another one there. */
  readonly command: (directory: string) => { readonly argv: readonly string[]; readonly leave?: () => Promise<void> };
}

/** The runtime that a fault happens to. Faults with the same one share it, if they leave it working. */
export interface Setup {
  /** What `serve` serves. Default `bash`. */
  readonly runner?: string;
  /** Options of `serve`, as the table shows them. */
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly place?: Place;
  /** The action: text, or the files of a zip. None: no init is sent. */
  readonly code?: Code;
  /** Whether it has to be a runtime that has done nothing yet, and can be initialized only once. */
  readonly fresh?: boolean;
}

/** The code of an action: text, or the files of a zip. */
export type Code = string | readonly ZipEntry[];
