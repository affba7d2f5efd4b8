import { accessSync, constants } from 'node:fs';
import { orOnSystemError } from '../errors.js';
import { containerVariables, type Environment, mergeEnvironment, withoutContext } from '../protocol/environment.js';

/** Where POSIX programs put temporary files unless TMPDIR says otherwise. */
const USUAL_FOLDER = '/tmp';

/** The environment of an action's processes: that of the container, then the `env` of the init, then the context of a message. */
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
    this.#temporaryFolder = temporaryFolder(directory);
  }

  /** Takes the variables of an init; its context ends with it. */
  setInit(env: Environment): void {
    this.#initEnv = env;
    this.#base = undefined;
  }

  /** Of the processes of an init. */
  forInit(): Environment {
    return mergeEnvironment(this.#temporaryFolder, containerVariables(this.#container), this.#initEnv);
  }

  /** Of processes that outlive an activation. A fresh object each time, as all of these. */
  lasting(): Environment {
    this.#base ??= mergeEnvironment(
      this.#temporaryFolder,
      containerVariables(this.#container),
      withoutContext(this.#initEnv),
    );
    return mergeEnvironment(this.#base);
  }

  /** @param context the variables of a run message */
  forActivation(context: Environment): Environment {
    const env = this.lasting();
    for (const name in context) {
      env[name] = context[name] as string;
    }
    return env;
  }
}

/** `TMPDIR` where the usual folder cannot be written, as in a container with a read-only root: the action directory then. */
export function temporaryFolder(directory: string): Environment {
  const isWritable = orOnSystemError(false, () => {
    accessSync(USUAL_FOLDER, constants.W_OK);
    return true;
  });
  return isWritable ? {} : { TMPDIR: directory };
}
