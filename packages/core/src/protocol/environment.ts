/** Prefix of the environment variables of the activation context. */
const CONTEXT_PREFIX = '__OW_';

/** Maximum length of an environment variable, name and value together, in UTF-8 bytes; with `=` and NUL it fits into MAX_ARG_STRLEN. */
const MAX_VARIABLE_BYTES = 131_000;

/** Maximum size of all variables of a message: Linux has 2 MiB for the arguments and the environment of a process, a quarter of its stack. */
const MAX_VARIABLES_BYTES = 1_048_576;

/** Environment variables of a process. Has no prototype, so that any name is safe. */
export type Environment = Record<string, string>;

/** Bytes of a variable besides its name and value: `=`, NUL and a pointer. */
const ENTRY_BYTES = 10;

/** The code of a dedicated container. The action has it as its file; as a variable it would only use up space. */
const ACTION_CODE = '__OW_ACTION_CODE';

/** Which execution environment the code was made for (openwhisk-runtime-go): it stays the same from the init on. */
const EXECUTION_ENV = '__OW_EXECUTION_ENV';

/** What the platform sends: as a key, one that is put together each time needs twenty times as long (measured with Node.js 20). */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['activation_id', '__OW_ACTIVATION_ID'],
  ['transaction_id', '__OW_TRANSACTION_ID'],
  ['namespace', '__OW_NAMESPACE'],
  ['action_name', '__OW_ACTION_NAME'],
  ['action_version', '__OW_ACTION_VERSION'],
  ['deadline', '__OW_DEADLINE'],
  ['api_key', '__OW_API_KEY'],
  ['api_host', '__OW_API_HOST'],
]);

/** Environment variables of a message, and a sentence for each that was left out. */
export interface Variables {
  readonly variables: Environment;
  readonly omitted: readonly string[];
}

/** Merges environments; later ones win, undefined values are skipped. The result has no prototype: `__proto__` is a name like any other. */
export function mergeEnvironment(...sources: readonly Readonly<Record<string, string | undefined>>[]): Environment {
  const merged: Environment = Object.create(null);
  for (const source of sources) {
    add(source, merged);
  }
  return merged;
}

/** Adds those that are wanted to others. Without entries as pairs: each start has tens of variables to go through. */
function add(
  source: Readonly<Record<string, string | undefined>>,
  target: Environment,
  isWanted: (name: string) => boolean = () => true,
): Environment {
  for (const name of Object.keys(source)) {
    const value = isWanted(name) ? source[name] : undefined;
    if (value !== undefined) {
      target[name] = value;
    }
  }
  return target;
}

/** Turns the `env` of an init message into variables: values other than strings are serialized as JSON. */
export function readInitVariables(env: Readonly<Record<string, unknown>>): Variables {
  const found = new VariableList();
  for (const name of Object.keys(env)) {
    found.add(name, env[name]);
  }
  return found.finish();
}

/**
 * Turns the fields of a run message, except `value`, into variables: `activation_id` becomes `__OW_ACTIVATION_ID`.
 * @param findDigits returns the text of a number, which may have more digits than its value
 */
export function readContextVariables(
  message: Readonly<Record<string, unknown>>,
  findDigits: (key: string) => string | undefined = () => undefined,
): Variables {
  const found = new VariableList();
  for (const key of Object.keys(message)) {
    if (key !== 'value') {
      const field = message[key];
      const value = typeof field === 'number' ? (findDigits(key) ?? field) : field;
      found.add(key && (USUAL_NAMES.get(key) ?? CONTEXT_PREFIX + key.toUpperCase()), value);
    }
  }
  return found.finish();
}

/** Returns the environment of the container without the code of the action. */
export function omitActionCode(environment: Readonly<Record<string, string | undefined>>): Environment {
  return add(environment, mergeEnvironment(), (name) => name !== ACTION_CODE);
}

/** Returns the variables that are not the context of an init or activation. */
export function omitContext(env: Environment): Environment {
  return add(env, mergeEnvironment(), (name) => !isContext(name));
}

/** Returns the others: those that are. */
export function pickContext(env: Environment): Environment {
  return add(env, mergeEnvironment(), isContext);
}

function isContext(name: string): boolean {
  return name.startsWith(CONTEXT_PREFIX) && name !== EXECUTION_ENV;
}

/** Collects variables as long as a process can have them, and says which were left out. */
class VariableList {
  readonly #variables: Environment = Object.create(null);
  readonly #omitted: string[] = [];
  #bytes = 0;
  #surplus = 0;

  add(name: string, value: unknown): void {
    if (this.#bytes > MAX_VARIABLES_BYTES) {
      this.#surplus++;
      return;
    }
    const text = typeof value === 'string' ? value : stringify(value);
    const problem = findProblem(name, text);
    if (problem === undefined) {
      this.#variables[name] = text as string;
      this.#bytes += name.length + (text as string).length + ENTRY_BYTES;
    } else {
      this.#omitted.push(`The environment variable ${JSON.stringify(name).slice(0, 100)} was left out: ${problem}.`);
    }
  }

  finish(): Variables {
    if (this.#surplus > 0) {
      this.#omitted.push(`${this.#surplus} environment variables were left out: a process cannot have that many.`);
    }
    return { variables: this.#variables, omitted: this.#omitted };
  }
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
  if (!isShort(name, text) && Buffer.byteLength(name) + Buffer.byteLength(text) > MAX_VARIABLE_BYTES) {
    return `it is longer than ${MAX_VARIABLE_BYTES} bytes`;
  }
  return undefined;
}

/** Whether it fits without counting its bytes: UTF-8 has at most three for each UTF-16 code unit. */
function isShort(name: string, text: string): boolean {
  return (name.length + text.length) * 3 <= MAX_VARIABLE_BYTES;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Before Node 26 JSON.stringify is recursive, unlike JSON.parse: deep nesting overflows the stack only here.
    return undefined;
  }
}
