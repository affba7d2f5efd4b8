import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Writes a file in one step: it is never half written, and stays as it was where the disk is full. A pipe or device is written to directly.
 * @throws the system's error; nothing is left then
 */
export function writeInOneStep(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true) {
      writeFileSync(draft, content);
      renameSync(draft, file);
    } else {
      writeFileSync(file, content);
    }
  } catch (error) {
    if (existsSync(draft)) {
      rmSync(draft);
    }
    if (error instanceof Error) {
      error.message = error.message.replaceAll(draft, file);
    }
    throw error;
  }
}
