import { accessSync, constants } from 'node:fs';
import { trySystemCall } from '../errors.js';
import {
  type Environment,
  mergeEnvironment,
  omitActionCode,
  omitContext,
  pickContext,
} from '../protocol/environment.js';

/** In the environment of a process that is started by an init: its context, with the values that take their place afterwards, as JSON. */
const INIT_CONTEXT = 'ACTIONRUNNER_INIT_CONTEXT';

/** Where POSIX programs put temporary files without TMPDIR. */
const USUAL_FOLDER = '/tmp';

/** The environment of an action's processes: that of the container, the `env` of the init and the context of a message, in this order. */
export class ActionEnvironment {
  readonly #container: Readonly<Record<string, string | undefined>>;
  readonly #temporaryFolder: Environment;
  #initEnv: Environment = mergeEnvironment();
  #base: Environment | undefined;

  /**
   * @param container the environment of the container; read when the first process needs it, and after each init
   * @param directory the action directory, absolute
   */
  constructor(container: Readonly<Record<string, string | undefined>>, directory: string) {
    this.#container = container;
    this.#temporaryFolder = chooseTemporaryFolder(directory);
  }

  /** Sets the variables of an init. Its context is for processes of the init only. */
  setInit(env: Environment): void {
    this.#initEnv = env;
    this.#base = undefined;
  }

  /** Builds the environment of processes of an init. */
  buildForInit(): Environment {
    return mergeEnvironment(this.#temporaryFolder, omitActionCode(this.#container), this.#initEnv);
  }

  /** Builds the environment of processes that outlive an activation. A new object each time, as in the other two methods. */
  buildLasting(): Environment {
    this.#base ??= mergeEnvironment(this.#temporaryFolder, omitActionCode(this.#container), omitContext(this.#initEnv));
    return mergeEnvironment(this.#base);
  }

  /**
   * Builds what a process that outlives the init sees of its context while it loads.
   * @param lasting its environment otherwise
   */
  buildInitContext(lasting: Environment): Environment {
    const context = pickContext(this.#initEnv);
    const names = Object.keys(context);
    if (names.length === 0) {
      return context;
    }
    const later = Object.fromEntries(names.map((name) => [name, lasting[name] ?? null]));
    return mergeEnvironment(context, { [INIT_CONTEXT]: JSON.stringify(later) });
  }

  /** Builds the environment of an activation. @param context the variables of a run message */
  buildForActivation(context: Environment): Environment {
    const env = this.buildLasting();
    for (const name in context) {
      env[name] = context[name] as string;
    }
    return env;
  }
}

/** Returns a `TMPDIR` if /tmp is not writable, as in a container with a read-only root: the action directory. */
export function chooseTemporaryFolder(directory: string): Environment {
  const isWritable = trySystemCall(false, () => {
    accessSync(USUAL_FOLDER, constants.W_OK);
    return true;
  });
  return isWritable ? {} : { TMPDIR: directory };
}
