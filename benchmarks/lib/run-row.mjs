import * as fs from 'node:fs';
import * as path from 'node:path';
import { missing } from './tools.mjs';

/**
 * Measures the targets of a row round by round, so that all of them meet the same neighbours; each round starts with another one.
 * @returns of each target its label and, of each round, its value and (some rows) its memory; or why it was skipped
 */
export async function runRow(row, context) {
  const directory = fs.mkdtempSync(path.join(context.directory, `${row.name}-`));
  const targets = [];
  try {
    for (const { label, needs, open } of row.targets) {
      const lacking = missing(needs, context.tools);
      const folder = path.join(directory, String(targets.length));
      fs.mkdirSync(folder);
      const opened = lacking ? {} : { values: [], memory: [], ...(await open({ ...context, directory: folder })) };
      targets.push({ label, lacking, ...opened });
    }
    const open = targets.filter(({ lacking }) => !lacking);
    for (let round = 0; round < (context.quick ? row.rounds.quick : row.rounds.full); round++) {
      for (let turn = 0; turn < open.length; turn++) {
        await measure(open[(round + turn) % open.length]);
      }
    }
  } finally {
    for (const { close } of targets) await close?.();
    fs.rmSync(directory, { recursive: true, force: true });
  }
  return targets;
}

async function measure(target) {
  const { value, memory } = await target.measure();
  target.values.push(value);
  if (memory !== undefined) target.memory.push(memory);
}
