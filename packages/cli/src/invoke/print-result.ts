import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Writes the result to stdout and waits until it is written. A closed pipe (EPIPE) is not an error.
 * @throws CliError if it cannot be written
 */
export async function printResult(text: string): Promise<void> {
  const ignore = () => undefined;
  // The callback gets the error; without a listener it would crash the process as well.
  process.stdout.on('error', ignore);
  const error = await new Promise<unknown>((resolve) => process.stdout.write(text, resolve));
  // The event comes after the callback.
  setImmediate(() => process.stdout.off('error', ignore));
  if (error && systemCode(error) !== 'EPIPE') {
    throw new CliError(EXIT.developer, `the result cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
