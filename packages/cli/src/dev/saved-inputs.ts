import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { findProjectFolder, makeFolder } from '../activations/project-folder.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { formatJson } from '../invoke/format-json.js';
import { writeInOneStep } from '../write-in-one-step.js';

const FOLDER = 'inputs';
const ENDING = '.json';

/** What a name may be, so that it is a file of its own on every system. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Parameters that are saved by name in `.actionrunner/inputs`. */
export class SavedInputs {
  readonly #project = findProjectFolder();

  /** The names, sorted. */
  list(): string[] {
    try {
      return readdirSync(join(this.#project, FOLDER))
        .filter((file) => file.endsWith(ENDING) && NAME.test(file.slice(0, -ENDING.length)))
        .map((file) => file.slice(0, -ENDING.length))
        .sort();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        return [];
      }
      const folder = join(this.#project, FOLDER);
      const reason = systemCode(error) ?? messageOf(error);
      throw new CliError(EXIT.developer, `${folder}, the folder of saved inputs, cannot be read (${reason}).`);
    }
  }

  /** The file of an input. @throws CliError for a name that cannot be one, or none is there */
  find(name: string): string {
    const names = this.list();
    if (!names.includes(name)) {
      const known = names.length > 0 ? `there are: ${names.join(', ')}` : 'there are none; --save NAME adds one';
      throw new CliError(EXIT.usage, `there is no input "${name}"; ${known}.`);
    }
    return this.#path(name);
  }

  /** Saves parameters. @param parameters a JSON text @throws CliError if they cannot be saved */
  save(name: string, parameters: string): void {
    if (!NAME.test(name)) {
      throw new CliError(
        EXIT.usage,
        `the name of an input has letters, digits, dots, dashes and underscores; "${name}" does not.`,
      );
    }
    try {
      makeFolder(this.#project, FOLDER);
      writeInOneStep(this.#path(name), `${formatJson(parameters)}\n`);
    } catch (error) {
      throw new CliError(EXIT.developer, `the input cannot be saved: ${messageOf(error)}`, { cause: error });
    }
  }

  #path(name: string): string {
    return join(this.#project, FOLDER, `${name}${ENDING}`);
  }
}
