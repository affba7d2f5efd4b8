import { invalidEntry, quote } from './archive-errors.js';
import type { CheckedRecord } from './archive-record.js';

/**
 * Checks that no two entries share bytes: a small archive could be read thousands of times over.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`
 */
export function checkOverlap(records: readonly CheckedRecord[]): void {
  const sorted = [...records].sort((a, b) => a.offsetToLocalFileHeader - b.offsetToLocalFileHeader);
  let previous: CheckedRecord | undefined;
  for (const record of sorted) {
    if (previous !== undefined && record.offsetToLocalFileHeader < previous.dataEnd) {
      const other = quote(previous.pathBuffer.toString());
      throw invalidEntry(record.pathBuffer.toString(), `it shares bytes with the entry ${other}`);
    }
    previous = record;
  }
}
