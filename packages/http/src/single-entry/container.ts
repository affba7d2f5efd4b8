/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment of the container says about its action. */
export interface EntryContainer {
  /** The init message of a dedicated container; undefined for a stem cell, which takes its code from a request. */
  readonly init: Buffer | undefined;
  /** Whether the action gets the body of a request as it is. */
  readonly raw: boolean;
  /** The namespace of the action. */
  readonly user: string;
}

/** Reads the variables of the single entry point; a container with code in `__OW_ACTION_CODE` is dedicated to it. */
export function readContainer(environment: Variables): EntryContainer {
  const { __OW_ACTION_CODE: code, __OW_ACTION_MAIN: main, __OW_ACTION_NAME: name } = environment;
  const value = { name, main, code, binary: isTrue(environment['__OW_ACTION_BINARY']) };
  return {
    init: code ? Buffer.from(JSON.stringify({ value })) : undefined,
    raw: isTrue(environment['__OW_ACTION_RAW']),
    user: environment['__OW_NAMESPACE'] ?? '',
  };
}

function isTrue(text = ''): boolean {
  return ['1', 'true'].includes(text.toLowerCase());
}
