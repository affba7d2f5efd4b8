import type { LogSink } from '@actionrunner/core';
import { systemCode } from '@actionrunner/core/internal';
import type { Unanswered } from '@actionrunner/images';
import { type Action, scriptOf, shownPathOf } from '../action/read-action.js';
import { selectRunner } from '../action/select-runner.js';
import { CliError } from '../cli-error.js';
import type { DebugOptions } from '../debug/debug-options.js';
import { EXIT } from '../exit-codes.js';
import type { ImagePlace } from '../image-options.js';
import type { LoopOptions } from '../loop-options.js';
import { type Answer, LateError, post } from './post.js';
import { UserPaths } from './user-paths.js';

/** The limit of the logs of an activation by default on the platform (openwhisk, `LogLimit`). */
export const LOGS_LIMIT_MB = 10;
const BYTES_PER_MB = 1024 * 1024;
/** The sentence of the platform, which runtimes use, too (openwhisk, `Messages.memoryExhausted`). */
const OUT_OF_MEMORY = 'The action exhausted its memory and was aborted.';

/** A runtime that keeps the time limit itself says that it is over. As for containers. */
const GRACE_MS = 3_000;

/** Sends a request. The body is created when it is sent, as it contains the deadline. */
export type Send = (route: 'init' | 'run', body: () => string) => Promise<Answer>;

/** A runtime: local, in a container, or at a URL. */
export interface Runtime {
  /** Its name in messages. */
  readonly name: string;
  readonly send: Send;
  /** Says why `send` has failed; undefined if that is not the fault of the action. */
  readonly explainUnanswered: (error: unknown) => Unanswered | undefined;
  /** Turns what a text names into what the user knows: paths, and the limit that was reached. */
  readonly show?: (text: string) => string;
  /** Kills what runs in it; undefined if stopping it is enough, or somebody else runs it. */
  readonly abort?: () => void;
}

/** A place where an action runs. */
export interface Place {
  /** The kind of the action, in its record. */
  readonly kind: string;
  /** The memory of its container; undefined where nothing that is known limits it. */
  readonly memoryMb: number | undefined;
  readonly logsMb: number;
  /** Starts a runtime that logs there, uses it and stops it. */
  readonly withRuntime: <T>(logs: LogSink, use: (runtime: Runtime) => Promise<T>) => Promise<T>;
}

/** What the user said about the place. */
export interface PlaceOptions {
  readonly image: ImagePlace | undefined;
  readonly url: string | undefined;
  readonly runner: string | undefined;
  readonly main: string;
  readonly loop: LoopOptions;
  readonly debug?: DebugOptions | undefined;
  /** The action directory of a local runtime. Default: a temporary one. */
  readonly directory?: string | undefined;
  /** Time limit of the init and of the run, each. */
  readonly timeoutMs: number;
  /** Limit of the logs of an activation in a local runtime; undefined: the platform's default. */
  readonly logsMb?: number | undefined;
}

/** Chooses where an action runs. @throws CliError if nothing says so */
export async function choosePlace(
  action: Action | undefined,
  path: string | undefined,
  { image, url, runner, main, loop, debug, directory, timeoutMs, logsMb = LOGS_LIMIT_MB }: PlaceOptions,
): Promise<Place> {
  const shownPath = action && path !== undefined ? shownPathOf(action, path) : undefined;
  if (image) {
    const { ImageError, withImageRuntime } = await import('@actionrunner/images');
    const memoryMb = image.memoryBytes / BYTES_PER_MB;
    const paths = shownPath === undefined ? undefined : UserPaths.ofImage(shownPath);
    const show = (text: string) =>
      (paths?.show(text) ?? text).replace(OUT_OF_MEMORY, `$& Its limit is ${memoryMb} MB (--memory).`);
    const explainUnanswered = (error: unknown) => (error instanceof ImageError ? error.unanswered : undefined);
    return {
      kind: 'blackbox',
      memoryMb,
      logsMb: LOGS_LIMIT_MB,
      withRuntime: (logs, use) =>
        withImageRuntime({ ...image, logs: paths?.watchLogs(logs) ?? logs, timeoutMs }, (runtime) =>
          use({ ...runtime, explainUnanswered, show }),
        ),
    };
  }
  if (url !== undefined) {
    const runtime = createRuntime(parseUrl(url), timeoutMs + GRACE_MS);
    return {
      kind: 'unknown',
      memoryMb: undefined,
      logsMb: LOGS_LIMIT_MB,
      withRuntime: (_logs, use) => use(runtime),
    };
  }
  const runnerName = runner ?? (action && path && (await selectRunner(action, path)));
  if (!runnerName) {
    throw new CliError(
      EXIT.usage,
      'name an action, or a runner, URL or image that already has its code (--runner, --url, --image).',
    );
  }
  // Loaded on demand: wrong usage, the help and a runtime at a URL need no server.
  const { withLocalRuntime } = await import('../local-runtime.js');
  if (path !== undefined) {
    const { warnOfMain } = await import('../action/warn-of-main.js');
    warnOfMain(main, runnerName, path);
  }
  const script = action && scriptOf(action);
  const maxLogBytes = logsMb * BYTES_PER_MB;
  const local = { runnerName, path: shownPath, stub: true, script, loop, debug, directory, timeoutMs, maxLogBytes };
  return {
    kind: runnerName,
    memoryMb: undefined,
    logsMb,
    withRuntime: (logs, use) =>
      withLocalRuntime({ ...local, logs }, ({ url: own, show, abort }) => use({ ...createRuntime(own), show, abort })),
  };
}

function createRuntime(url: string, limitMs?: number): Runtime {
  return { name: url, send: (route, body) => post(url, route, body(), limitMs), explainUnanswered };
}

/** A connection that was made, and broke: the runtime has died, or its action has killed it. */
function explainUnanswered(error: unknown): Unanswered | undefined {
  if (error instanceof CliError && error.cause instanceof LateError) {
    return 'time';
  }
  return error instanceof CliError && systemCode(error.cause) === 'ECONNRESET' ? 'exited' : undefined;
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new CliError(EXIT.usage, `--url must be an http:// URL, not "${text}".`);
  }
  return text;
}
