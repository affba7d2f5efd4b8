/** Prefix of the environment variables that carry the activation context. */
export const CONTEXT_PREFIX = '__OW_';

/** Longest value of an environment variable that is passed on, in UTF-8 bytes: name, `=` and NUL share MAX_ARG_STRLEN with it. */
export const MAX_VARIABLE_BYTES = 131_000;

/** What the variables of one message may take together: arguments and environment of a process have 2 MiB on Linux, a quarter of its stack. */
export const MAX_VARIABLES_BYTES = 1_048_576;

/** Environment variables of a process. Made without a prototype, so that any name is safe. */
export type Environment = Record<string, string>;

/** What a variable takes beside its name and value: `=`, NUL and a pointer. */
const ENTRY_BYTES = 10;

/** The code of a dedicated container: the action has it as its file already, and as a variable it would only take room. */
const ACTION_CODE = '__OW_ACTION_CODE';

/** Environment variables made from message fields, and a sentence for each that cannot be one. */
export interface Variables {
  readonly variables: Environment;
  readonly omitted: readonly string[];
}

/** An environment without a prototype: `__proto__` is a name like any other. Later sources win; undefined values are skipped. */
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

/** The `env` of an init message as variables: values that are no strings are serialised as JSON. */
export function initVariables(env: Readonly<Record<string, unknown>>): Variables {
  return toVariables(Object.entries(env));
}

/**
 * The fields of a run message other than `value` as variables: `activation_id` becomes `__OW_ACTIVATION_ID`.
 * @param digitsOf the text of a number, which may have more digits than its value
 */
export function contextVariables(
  message: Readonly<Record<string, unknown>>,
  digitsOf: (key: string) => string | undefined = () => undefined,
): Variables {
  const entries: [string, unknown][] = [];
  for (const [key, field] of Object.entries(message)) {
    if (key !== 'value') {
      const value = typeof field === 'number' ? (digitsOf(key) ?? field) : field;
      entries.push([key && CONTEXT_PREFIX + key.toUpperCase(), value]);
    }
  }
  return toVariables(entries);
}

/** The environment of the container as its processes get it. */
export function containerVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== ACTION_CODE));
}

/** The variables whose name does not start with `__OW_`. */
export function withoutContext(env: Environment): Environment {
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
    const text = typeof value === 'string' ? value : serialise(value);
    const problem = variableProblem(name, text);
    if (problem === undefined) {
      variables[name] = text as string;
      bytes += name.length + (text as string).length + ENTRY_BYTES;
    } else {
      omitted.push(`The environment variable ${JSON.stringify(name).slice(0, 100)} was left out: ${problem}.`);
    }
  }
  if (surplus > 0) {
    omitted.push(`${surplus} environment variables were left out: a process cannot take that many.`);
  }
  return { variables, omitted };
}

function variableProblem(name: string, text: string | undefined): string | undefined {
  if (name === '') {
    return 'its name is empty';
  }
  if (name.includes('=') || name.includes('\0')) {
    return 'its name holds = or NUL';
  }
  if (text === undefined) {
    return 'its value is nested too deeply';
  }
  if (text.includes('\0')) {
    return 'its value holds NUL';
  }
  if (Buffer.byteLength(name) + Buffer.byteLength(text) > MAX_VARIABLE_BYTES) {
    return `it is longer than ${MAX_VARIABLE_BYTES} bytes`;
  }
  return undefined;
}

function serialise(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Before Node 26 JSON.stringify recurses, unlike JSON.parse: deep nesting overflows the stack here only.
    return undefined;
  }
}
