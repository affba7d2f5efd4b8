import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Writes the result to stdout and waits until it is written. A reader that wants no more (EPIPE) is no error.
 * @throws CliError when it cannot be written
 */
export async function printResult(text: string): Promise<void> {
  const ignore = () => undefined;
  // The callback tells of the error; without a listener it would end the process as well.
  process.stdout.on('error', ignore);
  const error = await new Promise<unknown>((resolve) => process.stdout.write(text, resolve));
  if (error && systemCode(error) !== 'EPIPE') {
    throw new CliError(EXIT.developer, `the result cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
