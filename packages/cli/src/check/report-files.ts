import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  type ConformanceReport,
  formatHtml,
  formatJson,
  formatJunit,
  formatTap,
  type Judgement,
} from '@actionrunner/conformance';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { suggestName } from '../suggest-name.js';

type Format = (report: ConformanceReport, judgement: Judgement) => string;

/** The formats of `--report` by name. */
const FORMATS: Readonly<Record<string, Format>> = {
  html: (report, judgement) => formatHtml([report], judgement),
  junit: formatJunit,
  tap: formatTap,
  json: formatJson,
};

/** A report to write. */
export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** Reads one `--report`. @throws CliError for anything but a known format and a file that can be written */
export function parseReportFile(text: string): ReportFile {
  const [name = '', ...rest] = text.split('=');
  const file = rest.join('=');
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format || file === '') {
    const hint = format ? '' : suggestName(name, Object.keys(FORMATS));
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

/** Writes the reports. @throws CliError */
export function writeReports(files: readonly ReportFile[], report: ConformanceReport, judgement: Judgement): void {
  for (const { format, file } of files) {
    try {
      writeWhole(file, format(report, judgement));
    } catch (error) {
      throw createWriteError(file, error);
    }
  }
}

/** Leaves no file where it cannot write all of it, as on a full disk: an empty report passes for one without failures. */
function writeWhole(file: string, text: string): void {
  const descriptor = openSync(file, 'w');
  try {
    writeFileSync(descriptor, text);
  } catch (error) {
    if (fstatSync(descriptor).isFile()) {
      rmSync(realpathSync(file));
    }
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function createWriteError(file: string, error: unknown, reason: string = messageOf(error)): CliError {
  return new CliError(EXIT.developer, `the report ${file} cannot be written: ${reason}`, { cause: error });
}
