import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { suggestName } from '../suggest-name.js';

/** The formats of `--report`. */
const FORMATS = ['html', 'junit', 'tap', 'json'] as const;

/** A report to write. */
export interface ReportFile {
  readonly format: (typeof FORMATS)[number];
  readonly file: string;
}

/** Reads one `--report`. @throws CliError for anything but a known format and a file that can be written */
export function parseReportFile(text: string): ReportFile {
  const [name = '', ...rest] = text.split('=');
  const file = rest.join('=');
  const format = FORMATS.find((each) => each === name);
  if (!format || file === '') {
    const hint = format ? '' : suggestName(name, FORMATS);
    throw new CliError(
      EXIT.usage,
      `--report must be FORMAT=FILE, and the format html, junit, tap or json, not "${text}".${hint}`,
    );
  }
  checkWritable(file);
  return { format, file };
}

/** Found out before the run, which takes long. */
function checkWritable(file: string): void {
  try {
    const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
    accessSync(isThere ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw createWriteError(file, error, systemCode(error));
  }
}

/** That a report cannot be written, and why. */
export function createWriteError(file: string, error: unknown, reason: string = messageOf(error)): CliError {
  return new CliError(EXIT.developer, `the report ${file} cannot be written: ${reason}`, { cause: error });
}
