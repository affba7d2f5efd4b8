import { readFileSync } from 'node:fs';
import unzipper from 'unzipper';

/** What a zip holds: path → unix mode with its type bits, octal, and content. */
export async function entriesOf(zip: Buffer): Promise<Record<string, string>> {
  const { files } = await unzipper.Open.buffer(zip);
  const entries: Record<string, string> = {};
  for (const file of files) {
    const mode = (file.externalFileAttributes >>> 16).toString(8);
    entries[file.path] = `${mode} ${await file.buffer()}`;
  }
  return entries;
}

/** What a zip file holds. */
export async function entriesIn(file: string): Promise<Record<string, string>> {
  return await entriesOf(readFileSync(file));
}
