import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. The files below are relative to it. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

export const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
export const readJson = <T>(file: string): T => JSON.parse(read(file)) as T;
export const exists = (file: string): boolean => fs.existsSync(path.join(ROOT, file));

/** All files in a folder and in its folders; none if it does not exist. */
export function filesBelow(folder: string): string[] {
  if (!exists(folder)) return [];
  const entries = fs.readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}
