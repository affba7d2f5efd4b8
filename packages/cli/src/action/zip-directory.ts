import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Zips what a directory holds: files with their modes, links as links, empty directories too.
 * @throws CliError for a device, pipe or socket; the system's error for what cannot be read
 */
export function zipDirectory(directory: string): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    add(zip, directory, '');
    zip.end();
    buffer(zip.outputStream).then(resolve, reject);
  });
}

/** Zips one binary as `exec`. */
export async function zipExecutable(bytes: Buffer): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(bytes, 'exec', { mode: 0o100755 });
  zip.end();
  return await buffer(zip.outputStream);
}

function add(zip: yazl.ZipFile, directory: string, prefix: string): void {
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const entry = posix.join(prefix, name);
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) {
      zip.addBuffer(Buffer.from(readlinkSync(path)), entry, { mode: stats.mode });
    } else if (stats.isDirectory()) {
      zip.addEmptyDirectory(entry, { mode: stats.mode });
      add(zip, path, entry);
    } else if (stats.isFile()) {
      zip.addFile(path, entry, { mode: stats.mode });
    } else {
      throw new CliError(EXIT.usage, `${path} cannot be zipped: it is neither a file, a directory nor a link.`);
    }
  }
}
