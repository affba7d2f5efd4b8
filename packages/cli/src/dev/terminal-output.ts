import { printResult } from '../invoke/print-result.js';
import { createTerminalLogSink } from '../invoke/terminal-log-sink.js';
import type { DevOutput } from './dev-options.js';
import type { HeldOutput } from './held-output.js';

/** Shows logs, notes and results on the terminal, none while it is held. */
export async function createTerminalOutput(held: HeldOutput): Promise<DevOutput> {
  const logs = await createTerminalLogSink();
  const isTerminal = process.stderr.isTTY && process.stderr.hasColors();
  const dim = (text: string) => (isTerminal ? `\u001B[2m${text}\u001B[22m` : text);
  return {
    logs: { ...logs, write: (stream, bytes) => held.write(() => logs.write(stream, bytes)) },
    note: (line) => held.write(() => process.stderr.write(`${dim(line)}\n`)),
    result: async (text) => await held.write(() => printResult(`${text}\n`)),
  };
}
