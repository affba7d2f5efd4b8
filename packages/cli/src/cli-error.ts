import type { ExitCode } from './exit-codes.js';

/** An error that stops a command: one line for the user, and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Prints what is probably a mistake, and stops nothing. */
export function printWarning(sentence: string): void {
  process.stderr.write(`actionrunner: warning: ${sentence}\n`);
}
