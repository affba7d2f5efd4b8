// Long because most of it is the table of the options.
import { type Leftovers, type ProcessUser, RunnerError } from '@actionrunner/core';
import {
  DEFAULT_MAX_ARCHIVE_BYTES,
  DEFAULT_MAX_ARCHIVE_ENTRIES,
  DEFAULT_MAX_LOG_BYTES,
  DEFAULT_MAX_QUEUE,
  DEFAULT_MAX_RESULT_BYTES,
  messageOf,
  readSwitch,
  requireSwitch,
} from '@actionrunner/core/internal';
import { boolean, choice, integer, list, milliseconds, type ServeOption, text, user } from './declare-option.js';

export type { ServeOption } from './declare-option.js';

/** The environment variables of the container, by name. */
export type ContainerEnvironment = Readonly<Record<string, string | undefined>>;

/** A method that the single entry point can accept. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** All settings of `serve`. Times are in milliseconds, sizes in bytes. */
export interface ServeSettings {
  /** TCP port, 0 for a free one. */
  readonly port: number;
  /** Address to listen on. Undefined: all, which is `::` for IPv6 and IPv4, or `0.0.0.0` where there is no IPv6. */
  readonly host: string | undefined;
  /** Path of a Unix domain socket to listen on instead of a port. */
  readonly socket: string | undefined;
  /** Whether `GET /health` is answered. */
  readonly health: boolean;
  /** `knative`: init and run arrive at `/`, the single entry point, and nowhere else. */
  readonly platform: 'openwhisk' | 'knative';
  /** Methods that the single entry point accepts. */
  readonly httpMethods: readonly HttpMethod[];
  /** Whether a ready action may be initialized again. */
  readonly allowReinit: boolean;
  /** How a failed activation is answered: with 502, or with 200 so that the platform keeps the container. */
  readonly onFailure: 'discard' | 'keep';
  /** How many activations run concurrently. Undefined: as many as the runner allows. */
  readonly concurrency: number | undefined;
  /** How many requests may wait for their turn; more get 429. */
  readonly maxQueue: number;
  /** How long an init or an activation may take. Undefined: only the platform's deadline applies. */
  readonly timeoutMs: number | undefined;
  /** Time kept back before a limit, to kill processes and deliver logs. Undefined: 5 % of the time, at least 100 and at most 500. */
  readonly reserveMs: number | undefined;
  /** Bound for a request body. */
  readonly maxBodyBytes: number;
  /** Bound for a result. */
  readonly maxResultBytes: number;
  /** Bound for the logs of one activation, both streams together. */
  readonly maxLogBytes: number;
  /** Bound for the unpacked size of an archive. */
  readonly maxArchiveBytes: number;
  /** Bound for the number of entries of an archive. */
  readonly maxArchiveEntries: number;
  /** How long a client may take to send the header of a request. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
  /**
   * For how long, after a signal to stop, requests are accepted: with `openwhisk` while there are others, with `knative` until none has
   * arrived for half a second. Undefined: 10,000, and 240,000 with `knative`.
   */
  readonly drainTimeoutMs: number | undefined;
  /** `json`: each log line as one line of JSON. */
  readonly logFormat: 'text' | 'json';
  /** Whether logs as text say why a result was refused. */
  readonly explain: boolean;
  /** What happens to processes that an activation leaves behind. */
  readonly leftovers: Leftovers;
  /** The user of the action and of its build. Undefined: that of the runtime. */
  readonly user: ProcessUser | undefined;
}

/** Set by the operator of OpenWhisk, for all containers, where actions may run several activations at once. */
const ALLOW_CONCURRENT = '__OW_ALLOW_CONCURRENT';

/**
 * The declaration of every setting, in the order of the help.
 * @public
 * @example
 * ```js
 * import { SERVE_OPTIONS } from '@actionrunner/http';
 *
 * console.log(SERVE_OPTIONS.port.flags, SERVE_OPTIONS.port.default); // --port <number> 8080
 * ```
 */
export const SERVE_OPTIONS: { readonly [Name in keyof ServeSettings]: ServeOption<ServeSettings[Name]> } = {
  port: integer('port', {
    min: 0,
    max: 65_535,
    default: 8080,
    help: 'TCP port to listen on, 0 for a free one',
    variables: ['PORT', 'FLASK_PROXY_PORT'],
  }),
  host: text('host', 'address', {
    default: undefined,
    help: 'address to listen on; by default all: :: for IPv6 and IPv4, or 0.0.0.0 where there is no IPv6',
  }),
  socket: text('socket', 'path', { default: undefined, help: 'Unix domain socket to listen on instead of a port' }),
  health: boolean('no-health', { default: true, help: 'do not answer GET /health' }),
  platform: choice('platform', ['openwhisk', 'knative'], {
    default: 'openwhisk',
    help: 'knative: init and run arrive at /, the single entry point, and nowhere else',
    variables: ['__OW_RUNTIME_PLATFORM'],
    anyCase: true,
  }),
  httpMethods: list('http-methods', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], {
    default: ['POST'],
    help: 'methods that the single entry point accepts',
    variables: ['__OW_HTTP_METHODS'],
  }),
  allowReinit: boolean('allow-reinit', {
    default: false,
    help: 'let an action be initialized more than once, for development',
    variables: ['PROXY_ALLOW_REINIT'],
  }),
  onFailure: choice('on-failure', ['discard', 'keep'], {
    default: 'discard',
    help: 'how a failed activation is answered: with 502, so that the platform discards the container, or with 200, so that it keeps it',
  }),
  concurrency: integer('concurrency', {
    min: 1,
    default: undefined,
    help: 'how many activations run concurrently; by default 1, or as many as there are workers; all if __OW_ALLOW_CONCURRENT is true',
  }),
  maxQueue: integer('max-queue', {
    min: 0,
    default: DEFAULT_MAX_QUEUE,
    help: 'how many requests may wait for their turn; more get 429',
  }),
  timeoutMs: milliseconds('timeout', {
    default: undefined,
    help: "time limit of an init and of an activation; the platform's deadline applies as well",
  }),
  reserveMs: milliseconds('deadline-reserve', {
    min: 0,
    default: undefined,
    help: 'time kept back before a limit, to kill processes and deliver logs; by default 5 % of the time, 100 to 500',
  }),
  maxBodyBytes: integer('max-body-bytes', {
    min: 1,
    default: 128 * 1024 * 1024,
    help: 'largest request body accepted',
  }),
  maxResultBytes: integer('max-result-bytes', {
    min: 1,
    default: DEFAULT_MAX_RESULT_BYTES,
    help: 'largest result accepted',
  }),
  maxLogBytes: integer('max-log-bytes', {
    min: 1,
    default: DEFAULT_MAX_LOG_BYTES,
    help: 'logs of one activation beyond this are dropped',
  }),
  maxArchiveBytes: integer('max-archive-bytes', {
    min: 1,
    default: DEFAULT_MAX_ARCHIVE_BYTES,
    help: 'largest unpacked size of an archive',
  }),
  maxArchiveEntries: integer('max-archive-entries', {
    min: 1,
    default: DEFAULT_MAX_ARCHIVE_ENTRIES,
    help: 'most entries that an archive may have',
  }),
  headersTimeoutMs: milliseconds('headers-timeout', {
    default: 30_000,
    help: 'how long a client may take to send the headers of a request',
  }),
  requestTimeoutMs: milliseconds('request-timeout', {
    default: 300_000,
    help: 'how long a client may take to send a whole request',
  }),
  drainTimeoutMs: milliseconds('drain-timeout', {
    min: 0,
    default: undefined,
    help: 'how long requests are accepted after a signal to stop, while there are others; by default 10000, with knative 240000',
  }),
  logFormat: choice('log-format', ['text', 'json'], {
    default: 'text',
    help: 'json: each log line as one line of JSON with its activation ID, stream and time',
  }),
  explain: boolean('explain', {
    default: false,
    help: 'say in the logs why a result was refused; records and a header of the answer always do',
  }),
  leftovers: choice('leftovers', ['kill', 'leave'], {
    default: 'kill',
    help: 'processes that an activation leaves behind: kill them, or leave and log them',
  }),
  user: user('user', {
    default: undefined,
    help: 'run the action and its build as this user; the runtime itself must be root',
  }),
};

/**
 * Completes settings: what is not given comes from the environment variables, else from the defaults. An empty variable counts as unset.
 * @throws RunnerError `ERR_RUNNER_OPTION` that names the variable
 * @public
 * @example
 * ```js
 * import { readServeSettings } from '@actionrunner/http';
 *
 * console.log(readServeSettings({}, { ACTIONRUNNER_PORT: '9000' }).port); // 9000
 * ```
 */
export function readServeSettings(given: Partial<ServeSettings>, environment: ContainerEnvironment): ServeSettings {
  const settings: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(SERVE_OPTIONS) as [keyof ServeSettings, ServeOption<unknown>][]) {
    const value = given[name];
    if (value !== undefined && typeof option.default === 'boolean') {
      requireSwitch(name, value as boolean);
    }
    settings[name] = value ?? readVariables(option, environment);
  }
  if (settings['concurrency'] === undefined && readVariableSwitch(ALLOW_CONCURRENT, environment)) {
    settings['concurrency'] = Number.MAX_SAFE_INTEGER;
  }
  return settings as unknown as ServeSettings;
}

/**
 * Reads a variable that is true or false, which no option has; false if it is unset.
 * @throws RunnerError `ERR_RUNNER_OPTION` that names the variable
 */
export function readVariableSwitch(variable: string, environment: ContainerEnvironment): boolean {
  const value = environment[variable];
  return value ? readSwitch(`The variable ${variable}`, value) : false;
}

/** An option may be set by several variables: the message names the one to look at. */
function readVariables(option: ServeOption<unknown>, environment: ContainerEnvironment): unknown {
  for (const variable of option.environment) {
    const value = environment[variable];
    if (value && !isServiceLink(value)) {
      try {
        return option.parse(value);
      } catch (error) {
        throw new RunnerError('ERR_RUNNER_OPTION', `${variable} cannot be used: ${messageOf(error)}`, { cause: error });
      }
    }
  }
  return option.default;
}

/** Kubernetes sets `ACTIONRUNNER_PORT=tcp://10.0.0.1:80` for a service named `actionrunner`. */
function isServiceLink(value: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}
