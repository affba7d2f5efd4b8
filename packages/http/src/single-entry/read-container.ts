import { type ContainerEnvironment, readVariableSwitch } from '../options/serve-options.js';

/** What the environment of the container says about its action. */
export interface EntryContainer {
  /** The init message of a dedicated container; undefined for a stem cell, which gets its code from a request. */
  readonly init: Buffer | undefined;
  /** Whether the action gets the body of a request as it is. */
  readonly raw: boolean;
  /** The namespace of the action. */
  readonly user: string;
}

/**
 * Reads the variables of the single entry point; a container with code in `__OW_ACTION_CODE` is dedicated to it.
 * @throws RunnerError `ERR_RUNNER_OPTION` that names the variable
 */
export function readContainer(environment: ContainerEnvironment): EntryContainer {
  const { __OW_ACTION_CODE: code, __OW_ACTION_MAIN: main, __OW_ACTION_NAME: name } = environment;
  const value = { name, main, code, binary: readVariableSwitch('__OW_ACTION_BINARY', environment) };
  return {
    init: code ? Buffer.from(JSON.stringify({ value })) : undefined,
    raw: readVariableSwitch('__OW_ACTION_RAW', environment),
    user: environment['__OW_NAMESPACE'] ?? '',
  };
}
