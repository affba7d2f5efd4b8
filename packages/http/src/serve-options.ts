import { RunnerError } from '@actionrunner/core';

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

/** All settings of `serve`. */
export interface ServeSettings {
  /** TCP port, 0 for a free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  /** Path of a Unix domain socket to listen on in place of a port. */
  readonly socket: string | undefined;
  /** Bound for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Whether a ready action may be initialized again. */
  readonly allowReinit: boolean;
}

/** The declaration of every setting. */
export const SERVE_OPTIONS: { readonly [Name in keyof ServeSettings]: ServeOption<ServeSettings[Name]> } = {
  port: {
    flags: '--port <number>',
    environment: ['ACTIONRUNNER_PORT', 'PORT'],
    default: 8080,
    help: 'TCP port to listen on, 0 for a free one',
    parse: (text) => integer('port', text, 0, 65_535),
  },
  host: {
    flags: '--host <address>',
    environment: ['ACTIONRUNNER_HOST'],
    default: '0.0.0.0',
    help: 'address to listen on',
    parse: (text) => filled('host', text),
  },
  socket: {
    flags: '--socket <path>',
    environment: ['ACTIONRUNNER_SOCKET'],
    default: undefined,
    help: 'Unix domain socket to listen on in place of a port',
    parse: (text) => filled('socket', text),
  },
  maxBodyBytes: {
    flags: '--max-body-bytes <number>',
    environment: ['ACTIONRUNNER_MAX_BODY_BYTES'],
    default: 128 * 1024 * 1024,
    help: 'largest request body accepted',
    parse: (text) => integer('max-body-bytes', text, 1, Number.MAX_SAFE_INTEGER),
  },
  allowReinit: {
    flags: '--allow-reinit',
    environment: ['ACTIONRUNNER_ALLOW_REINIT', 'PROXY_ALLOW_REINIT'],
    default: false,
    help: 'let an action be initialized more than once, for development',
    parse: (text) => ['1', 'true'].includes(text.toLowerCase()),
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
    const variable = option.environment.find((key) => environment[key]);
    const fallback = () => (variable ? option.parse(environment[variable] as string) : option.default);
    settings[name] = given[name] ?? fallback();
  }
  return settings as unknown as ServeSettings;
}

function integer(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw invalid(option, `an integer from ${min} to ${max}`, text);
  }
  return value;
}

function filled(option: string, text: string): string {
  if (text.trim() === '') {
    throw invalid(option, 'some text', text);
  }
  return text;
}

function invalid(option: string, expected: string, text: string): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', `The option ${option} must be ${expected}, not ${JSON.stringify(text)}.`);
}
