import { messageOf } from '@actionrunner/core/internal';
import { formatJson } from '../invoke/format-json.js';
import { printResult } from '../invoke/print-result.js';
import { ActivationStore } from './activation-store.js';
import type { Recorded, Recording } from './recording.js';

/**
 * Stores the record of an activation, unless it never started. A record that cannot be stored is reported on stderr: the activation was run
 * all the same.
 * @param wanted true: prints it, too; false: does not store it
 */
export async function keepRecord(recording: Recording, recorded: Recorded, wanted: boolean | undefined): Promise<void> {
  if (!recording.hasStarted || wanted === false) {
    return;
  }
  const { id, start, text } = recording.finish(recorded);
  try {
    new ActivationStore().add(id, start, text);
  } catch (error) {
    process.stderr.write(`actionrunner: the activation was not recorded: ${messageOf(error)} (see --no-record)\n`);
  }
  if (wanted) {
    await printResult(`${formatJson(text)}\n`);
  }
}
