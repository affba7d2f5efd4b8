import { accessSync, constants } from 'node:fs';
import { makeDirectory, messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from './cli-error.js';
import type { ExitCode } from './exit-codes.js';

/**
 * Creates an action directory if it is missing, and checks that it is writable.
 * @throws CliError with the given exit code
 */
export function prepareDirectory(directory: string, onFailure: ExitCode): void {
  try {
    makeDirectory(directory);
    // Of a file it is ENOTDIR, even where its mode allows all that.
    accessSync(`${directory}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = systemCode(error) ?? messageOf(error);
    throw new CliError(
      onFailure,
      `the action directory ${directory} cannot be written (${reason}); choose another with --directory.`,
    );
  }
}
