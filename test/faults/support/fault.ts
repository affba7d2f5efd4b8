import type { RunnerErrorCode } from '@actionrunner/core';
import { SENTINEL } from '@actionrunner/core';
import { reachLimit } from '../../../packages/core/test/support/wait-for.js';
import type { AfterName } from './after.js';
import type { Runtime } from './runtime.js';
import type { Setup } from './setup.js';

/** A frame between the logs of several activations; the last one is written by `framed`. */
export const FRAME: string = SENTINEL;

/** What a client sees. `…` in a text stands for anything. */
export interface Answer {
  readonly status: number;
  /** The header `X-ActionRunner-Error`. */
  readonly code?: RunnerErrorCode;
  /** The sentence of `{"error": …}`, or the whole body. */
  readonly says: string;
  /** The header `X-ActionRunner-Reason`, decoded. */
  readonly why?: string;
}

/** A client that got no answer at all. */
export const NO_ANSWER = 'no answer, the connection is closed';

/** There is no client that waits for an answer. */
export const NOBODY = '–';

/** What one client sees. */
export type Seen = Answer | typeof NO_ANSWER | typeof NOBODY;

/** What a client sees, or each of several clients. */
export type Client = Seen | Readonly<Record<string, Seen>>;

/** The lines of a log; `…` stands for anything in a line, and alone for any number of lines. A long line tells how it is shown. */
export type Lines = readonly (string | { readonly line: string; readonly shown: string })[];

/** One row of the fault table: what is done, and what comes of it. */
export interface Fault {
  /** Also the name of the test. */
  readonly name: string;
  readonly setup: Setup;
  /** Does it, once the action of the setup is there. Default: {@link runFault}. */
  readonly act?: (runtime: Runtime) => Promise<Client>;
  readonly client: Client;
  readonly stdout?: Lines;
  readonly stderr?: Lines;
  /** Whether a frame ends the logs. Default true. */
  readonly framed?: boolean;
  readonly after: AfterName;
  /** What this machine must have. */
  readonly needs?: readonly Need[];
}

/** Something that not every machine has. */
export interface Need {
  readonly what: string;
  readonly met: () => boolean;
}

/** The faults of one part of the runtime: a heading and a table of the page. */
export interface Section {
  readonly title: string;
  readonly faults: readonly Fault[];
}

/** Runs the action so that it does what is wrong with it. */
export async function runFault(runtime: Runtime, context: Record<string, unknown> = {}): Promise<Seen> {
  return await runtime.post('/run', { value: { fault: true }, ...context });
}

/**
 * Runs the action until its deadline; again with a later one, on a busy machine, if it was too early for the action to log this.
 * @param act what is done instead
 */
export async function runUntilDeadline(
  runtime: Runtime,
  logs: string,
  act = (deadline: string): Promise<Seen> => runFault(runtime, { deadline }),
): Promise<Seen> {
  const isReached = () => (runtime.stdout.text + runtime.stderr.text).includes(logs);
  return await reachLimit(isReached, async (limitMs) => {
    runtime.mark();
    const seen = await act(String(Date.now() + limitMs));
    await runtime.framed();
    return seen;
  });
}
