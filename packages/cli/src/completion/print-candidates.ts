import { printResult } from '../invoke/print-result.js';
import { type Commands, completeWords } from './complete-words.js';

/** Prints what the last word may become, for the script of a shell. @param args the words up to the cursor, after `--` */
export async function printCandidates(args: readonly string[], commands: Commands): Promise<void> {
  const { words, files } = await completeWords(args[0] === '--' ? args.slice(1) : args, commands);
  const lines = words.map(({ word, description }) =>
    // A description is one line.
    description === undefined ? word : `${word}\t${description.replace(/\s+/g, ' ')}`,
  );
  await printResult(`${[files ? 'files' : 'words', ...lines].join('\n')}\n`);
}
