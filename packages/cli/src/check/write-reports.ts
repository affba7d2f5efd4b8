import { closeSync, fstatSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import {
  type ConformanceReport,
  formatHtml,
  formatJson,
  formatJunit,
  formatTap,
  type Judgement,
} from '@actionrunner/conformance';
import { createWriteError, type ReportFile } from './report-files.js';

type Format = (report: ConformanceReport, judgement: Judgement) => string;

const FORMATS: Readonly<Record<ReportFile['format'], Format>> = {
  html: (report, judgement) => formatHtml([report], judgement),
  junit: formatJunit,
  tap: formatTap,
  json: formatJson,
};

/** Writes the reports. @throws CliError */
export function writeReports(files: readonly ReportFile[], report: ConformanceReport, judgement: Judgement): void {
  for (const { format, file } of files) {
    try {
      writeWhole(file, FORMATS[format](report, judgement));
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
