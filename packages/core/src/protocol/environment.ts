/** Prefix of the environment variables of the activation context. */
export const CONTEXT_PREFIX = '__OW_';

/** Maximum length of an environment variable, name and value together, in UTF-8 bytes; with `=` and NUL it fits into MAX_ARG_STRLEN. */
export const MAX_VARIABLE_BYTES = 131_000;

/** Maximum size of all variables of a message: Linux has 2 MiB for the arguments and the environment of a process, a quarter of its stack. */
export const MAX_VARIABLES_BYTES = 1_048_576;

/** Environment variables of a process. Has no prototype, so that any name is safe. */
export type Environment = Record<string, string>;

/** Bytes of a variable besides its name and value: `=`, NUL and a pointer. */
const ENTRY_BYTES = 10;

/** The code of a dedicated container. The action has it as its file; as a variable it would only use up space. */
const ACTION_CODE = '__OW_ACTION_CODE';

/** Environment variables of a message, and a sentence for each that was left out. */
export interface Variables {
  readonly variables: Environment;
  readonly omitted: readonly string[];
}

/** Merges environments; later ones win, undefined values are skipped. The result has no prototype: `__proto__` is a name like any other. */
export function mergeEnvironment(...sources: readonly Readonly<Record<string, string | undefined>>[]): Environment {
  const merged: Environment = Object.create(null);
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      if (value !== undefined) {
        merged[name] = value;
      }
    }
  }
  return merged;
}

/** Turns the `env` of an init message into variables: values other than strings are serialized as JSON. */
export function readInitVariables(env: Readonly<Record<string, unknown>>): Variables {
  return toVariables(Object.entries(env));
}

/**
 * Turns the fields of a run message, except `value`, into variables: `activation_id` becomes `__OW_ACTIVATION_ID`.
 * @param findDigits returns the text of a number, which may have more digits than its value
 */
export function readContextVariables(
  message: Readonly<Record<string, unknown>>,
  findDigits: (key: string) => string | undefined = () => undefined,
): Variables {
  const entries: [string, unknown][] = [];
  for (const [key, field] of Object.entries(message)) {
    if (key !== 'value') {
      const value = typeof field === 'number' ? (findDigits(key) ?? field) : field;
      entries.push([key && CONTEXT_PREFIX + key.toUpperCase(), value]);
    }
  }
  return toVariables(entries);
}

/** Returns the environment of the container without the code of the action. */
export function omitActionCode(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== ACTION_CODE));
}

/** Returns the variables whose name does not start with `__OW_`. */
export function omitContext(env: Environment): Environment {
  return mergeEnvironment(Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(CONTEXT_PREFIX))));
}

function toVariables(entries: Iterable<readonly [string, unknown]>): Variables {
  const variables = mergeEnvironment();
  const omitted: string[] = [];
  let bytes = 0;
  let surplus = 0;
  for (const [name, value] of entries) {
    if (bytes > MAX_VARIABLES_BYTES) {
      surplus++;
      continue;
    }
    const text = typeof value === 'string' ? value : stringify(value);
    const problem = findProblem(name, text);
    if (problem === undefined) {
      variables[name] = text as string;
      bytes += name.length + (text as string).length + ENTRY_BYTES;
    } else {
      omitted.push(`The environment variable ${JSON.stringify(name).slice(0, 100)} was left out: ${problem}.`);
    }
  }
  if (surplus > 0) {
    omitted.push(`${surplus} environment variables were left out: a process cannot have that many.`);
  }
  return { variables, omitted };
}

function findProblem(name: string, text: string | undefined): string | undefined {
  if (name === '') {
    return 'its name is empty';
  }
  if (name.includes('=') || name.includes('\0')) {
    return 'its name contains = or NUL';
  }
  if (text === undefined) {
    return 'its value is nested too deeply';
  }
  if (text.includes('\0')) {
    return 'its value contains NUL';
  }
  if (Buffer.byteLength(name) + Buffer.byteLength(text) > MAX_VARIABLE_BYTES) {
    return `it is longer than ${MAX_VARIABLE_BYTES} bytes`;
  }
  return undefined;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Before Node 26 JSON.stringify is recursive, unlike JSON.parse: deep nesting overflows the stack only here.
    return undefined;
  }
}
