import type { Judgement } from '@actionrunner/conformance';
import type { ReportFile } from './report-files.js';

/** The manifest that is read if none is named. */
export const MANIFEST = 'conformance.json';

/** The options of the command. */
export interface CheckFlags extends Judgement {
  readonly group?: readonly string[];
  readonly case?: readonly string[];
  readonly report?: readonly ReportFile[];
  readonly manifest?: string;
  readonly json?: boolean;
  readonly bail?: boolean;
  readonly list?: boolean;
}
