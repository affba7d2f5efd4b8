import {
  DEFAULT_MAX_ARCHIVE_BYTES,
  DEFAULT_MAX_ARCHIVE_ENTRIES,
  DEFAULT_MAX_LOG_BYTES,
  DEFAULT_MAX_QUEUE,
  DEFAULT_MAX_RESULT_BYTES,
  type Leftovers,
  messageOf,
  type ProcessUser,
  RunnerError,
} from '@actionrunner/core';
import { readBoolean, readChoice, readInteger, readText, readUser } from './read-option.js';
import { type HttpMethod, readMethods } from './single-entry/http-methods.js';

/** One setting of a server, declared once: its flag, environment variables, default, reader and help. */
export interface ServeOption<T> {
  /** Command line flag with the name of its value, as commander writes it. */
  readonly flags: string;
  /** Environment variables; the first that is set wins. */
  readonly environment: readonly string[];
  readonly default: T;
  readonly help: string;
  /** Reads a text value. @throws RunnerError `ERR_RUNNER_OPTION` that shows the value */
  readonly parse: (text: string) => T;
}

/** All settings of `serve`. Times are in milliseconds, sizes in bytes. */
export interface ServeSettings {
  /** TCP port, 0 for a free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  /** Path of a Unix domain socket to listen on in place of a port. */
  readonly socket: string | undefined;
  /** Whether `GET /health` is answered. */
  readonly health: boolean;
  /** `knative`: init and run come on `/`, the single entry point, and nowhere else. */
  readonly platform: 'openwhisk' | 'knative';
  /** Methods that the single entry point takes. */
  readonly httpMethods: readonly HttpMethod[];
  /** Whether a ready action may be initialized again. */
  readonly allowReinit: boolean;
  /** How an activation that failed is answered: with 502, or with 200 so that the platform keeps the container. */
  readonly onFailure: 'discard' | 'keep';
  /** How many activations run at a time. Undefined: as many as the runner says. */
  readonly concurrency: number | undefined;
  /** How many requests may wait for their turn; more get 429. */
  readonly maxQueue: number;
  /** How long an init or an activation may take. Undefined: only the platform's deadline counts. */
  readonly timeoutMs: number | undefined;
  /** What is kept before a time limit for ending processes and delivering logs. Undefined: 5 % of the time, 100 to 500. */
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
  /** `json`: each log line as one line of JSON. */
  readonly logFormat: 'text' | 'json';
  /** What becomes of processes that an activation leaves behind. */
  readonly leftovers: Leftovers;
  /** Whom the action and its build run as. Undefined: as the runtime. */
  readonly user: ProcessUser | undefined;
}

/** Longest time of a timer. */
const MAX_MS = 2 ** 31 - 1;
const { MAX_SAFE_INTEGER } = Number;

/** Set by the platform for an action that may run several activations in one container. */
const ALLOW_CONCURRENT = '__OW_ALLOW_CONCURRENT';

/** The declaration of every setting, in the order of the help. */
export const SERVE_OPTIONS: { readonly [Name in keyof ServeSettings]: ServeOption<ServeSettings[Name]> } = {
  port: {
    flags: '--port <number>',
    environment: ['ACTIONRUNNER_PORT', 'PORT'],
    default: 8080,
    help: 'TCP port to listen on, 0 for a free one',
    parse: (text) => readInteger('port', text, 0, 65_535),
  },
  host: {
    flags: '--host <address>',
    environment: ['ACTIONRUNNER_HOST'],
    default: '0.0.0.0',
    help: 'address to listen on',
    parse: (text) => readText('host', text),
  },
  socket: {
    flags: '--socket <path>',
    environment: ['ACTIONRUNNER_SOCKET'],
    default: undefined,
    help: 'Unix domain socket to listen on in place of a port',
    parse: (text) => readText('socket', text),
  },
  health: {
    flags: '--no-health',
    environment: ['ACTIONRUNNER_HEALTH'],
    default: true,
    help: 'do not answer GET /health',
    parse: (text) => readBoolean('health', text),
  },
  platform: {
    flags: '--platform <openwhisk|knative>',
    environment: ['ACTIONRUNNER_PLATFORM', '__OW_RUNTIME_PLATFORM'],
    default: 'openwhisk',
    help: 'knative: init and run come on /, the single entry point, and nowhere else',
    parse: (text) => readChoice('platform', text.toLowerCase(), ['openwhisk', 'knative']),
  },
  httpMethods: {
    flags: '--http-methods <list>',
    environment: ['ACTIONRUNNER_HTTP_METHODS', '__OW_HTTP_METHODS'],
    default: ['POST'],
    help: 'methods that the single entry point takes',
    parse: (text) => readMethods('http-methods', text),
  },
  allowReinit: {
    flags: '--allow-reinit',
    environment: ['ACTIONRUNNER_ALLOW_REINIT', 'PROXY_ALLOW_REINIT'],
    default: false,
    help: 'let an action be initialized more than once, for development',
    parse: (text) => ['1', 'true'].includes(text.toLowerCase()),
  },
  onFailure: {
    flags: '--on-failure <discard|keep>',
    environment: ['ACTIONRUNNER_ON_FAILURE'],
    default: 'discard',
    help: 'how an activation that failed is answered: with 502, and the platform discards the container, or with 200, and it keeps it',
    parse: (text) => readChoice('on-failure', text, ['discard', 'keep']),
  },
  concurrency: {
    flags: '--concurrency <number>',
    environment: ['ACTIONRUNNER_CONCURRENCY'],
    default: undefined,
    help: 'how many activations run at a time; by default 1, or as many as there are workers; all if __OW_ALLOW_CONCURRENT is true',
    parse: (text) => readInteger('concurrency', text, 1, MAX_SAFE_INTEGER),
  },
  maxQueue: {
    flags: '--max-queue <number>',
    environment: ['ACTIONRUNNER_MAX_QUEUE'],
    default: DEFAULT_MAX_QUEUE,
    help: 'how many requests may wait for their turn; more get 429',
    parse: (text) => readInteger('max-queue', text, 0, MAX_SAFE_INTEGER),
  },
  timeoutMs: {
    flags: '--timeout <milliseconds>',
    environment: ['ACTIONRUNNER_TIMEOUT'],
    default: undefined,
    help: "time limit of an init and of an activation; the platform's deadline counts too",
    parse: (text) => readInteger('timeout', text, 1, MAX_MS),
  },
  reserveMs: {
    flags: '--deadline-reserve <milliseconds>',
    environment: ['ACTIONRUNNER_DEADLINE_RESERVE'],
    default: undefined,
    help: 'time kept before a limit for ending processes and delivering logs; by default 5 % of the time, 100 to 500',
    parse: (text) => readInteger('deadline-reserve', text, 0, MAX_MS),
  },
  maxBodyBytes: {
    flags: '--max-body-bytes <number>',
    environment: ['ACTIONRUNNER_MAX_BODY_BYTES'],
    default: 128 * 1024 * 1024,
    help: 'largest request body accepted',
    parse: (text) => readInteger('max-body-bytes', text, 1, MAX_SAFE_INTEGER),
  },
  maxResultBytes: {
    flags: '--max-result-bytes <number>',
    environment: ['ACTIONRUNNER_MAX_RESULT_BYTES'],
    default: DEFAULT_MAX_RESULT_BYTES,
    help: 'largest result accepted',
    parse: (text) => readInteger('max-result-bytes', text, 1, MAX_SAFE_INTEGER),
  },
  maxLogBytes: {
    flags: '--max-log-bytes <number>',
    environment: ['ACTIONRUNNER_MAX_LOG_BYTES'],
    default: DEFAULT_MAX_LOG_BYTES,
    help: 'logs of one activation beyond this are dropped',
    parse: (text) => readInteger('max-log-bytes', text, 1, MAX_SAFE_INTEGER),
  },
  maxArchiveBytes: {
    flags: '--max-archive-bytes <number>',
    environment: ['ACTIONRUNNER_MAX_ARCHIVE_BYTES'],
    default: DEFAULT_MAX_ARCHIVE_BYTES,
    help: 'largest unpacked size of an archive',
    parse: (text) => readInteger('max-archive-bytes', text, 1, MAX_SAFE_INTEGER),
  },
  maxArchiveEntries: {
    flags: '--max-archive-entries <number>',
    environment: ['ACTIONRUNNER_MAX_ARCHIVE_ENTRIES'],
    default: DEFAULT_MAX_ARCHIVE_ENTRIES,
    help: 'most entries of an archive',
    parse: (text) => readInteger('max-archive-entries', text, 1, MAX_SAFE_INTEGER),
  },
  headersTimeoutMs: {
    flags: '--headers-timeout <milliseconds>',
    environment: ['ACTIONRUNNER_HEADERS_TIMEOUT'],
    default: 30_000,
    help: 'how long a client may take to send the header of a request',
    parse: (text) => readInteger('headers-timeout', text, 1, MAX_MS),
  },
  requestTimeoutMs: {
    flags: '--request-timeout <milliseconds>',
    environment: ['ACTIONRUNNER_REQUEST_TIMEOUT'],
    default: 300_000,
    help: 'how long a client may take to send a whole request',
    parse: (text) => readInteger('request-timeout', text, 1, MAX_MS),
  },
  logFormat: {
    flags: '--log-format <text|json>',
    environment: ['ACTIONRUNNER_LOG_FORMAT'],
    default: 'text',
    help: 'json: each log line as one line of JSON with its activation id, stream and time',
    parse: (text) => readChoice('log-format', text, ['text', 'json']),
  },
  leftovers: {
    flags: '--leftovers <kill|leave>',
    environment: ['ACTIONRUNNER_LEFTOVERS'],
    default: 'kill',
    help: 'processes that an activation leaves behind are ended, or left and logged',
    parse: (text) => readChoice('leftovers', text, ['kill', 'leave']),
  },
  user: {
    flags: '--user <uid:gid>',
    environment: ['ACTIONRUNNER_USER'],
    default: undefined,
    help: 'run the action and its build as another user than the runtime, which must be root',
    parse: (text) => readUser('user', text),
  },
};

/**
 * Fills in what is not given: from the environment variables, else the defaults. An empty variable counts as unset.
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function serveSettings(
  given: Partial<ServeSettings>,
  environment: Readonly<Record<string, string | undefined>>,
): ServeSettings {
  const settings: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(SERVE_OPTIONS) as [keyof ServeSettings, ServeOption<unknown>][]) {
    const variable = option.environment.find((key) => environment[key] && !isServiceLink(environment[key]));
    const fallback = () =>
      variable ? readVariable(option, variable, environment[variable] as string) : option.default;
    settings[name] = given[name] ?? fallback();
  }
  if (settings['concurrency'] === undefined && environment[ALLOW_CONCURRENT] === 'true') {
    settings['concurrency'] = MAX_SAFE_INTEGER;
  }
  return settings as unknown as ServeSettings;
}

/** An option may be set by several variables: the message names the one to look at. */
function readVariable(option: ServeOption<unknown>, variable: string, text: string): unknown {
  try {
    return option.parse(text);
  } catch (error) {
    throw new RunnerError('ERR_RUNNER_OPTION', `${variable} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

/** Kubernetes sets `ACTIONRUNNER_PORT=tcp://10.0.0.1:80` beside a service of the name `actionrunner`. */
function isServiceLink(value: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}
