import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, posix, resolve, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ZipFile } from 'yazl';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Zips the contents of a directory: files with their modes, links as links, and empty directories. A link to a file elsewhere, such as the
 * interpreter of a Python virtualenv, becomes that file: the runtime refuses links that lead out.
 * @throws CliError for a device, pipe or socket, and for a link to a directory elsewhere; the system's error for a file that cannot be read
 */
export async function zipDirectory(directory: string): Promise<Buffer> {
  const root = resolve(directory);
  const zip = await createZip();
  return await new Promise((resolve, reject) => {
    zip.on('error', reject);
    add(zip, root, root);
    zip.end();
    buffer(zip.outputStream).then(resolve, reject);
  });
}

/** Zips one binary as `exec`. */
export async function zipExecutable(bytes: Buffer): Promise<Buffer> {
  const zip = await createZip();
  zip.addBuffer(bytes, 'exec', { mode: 0o100755 });
  zip.end();
  return await buffer(zip.outputStream);
}

/** Loads the library on demand: a source file needs no archive. */
async function createZip(): Promise<ZipFile> {
  const { default: yazl } = await import('yazl');
  return new yazl.ZipFile();
}

function add(zip: ZipFile, root: string, directory: string): void {
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const entry = posix.join(...path.slice(root.length).split(sep));
    const isLink = lstatSync(path).isSymbolicLink();
    if (isLink && staysInside(root, path)) {
      zip.addBuffer(Buffer.from(readlinkSync(path)), entry, { mode: lstatSync(path).mode });
      continue;
    }
    const stats = statSync(path);
    if (stats.isFile()) {
      zip.addFile(path, entry, { mode: stats.mode });
    } else if (stats.isDirectory() && !isLink) {
      zip.addEmptyDirectory(entry, { mode: stats.mode });
      add(zip, root, path);
    } else {
      const reason = isLink ? 'it links to something elsewhere' : 'it is neither a file, a directory nor a link';
      throw new CliError(EXIT.usage, `${path} cannot be zipped: ${reason}.`);
    }
  }
}

function staysInside(root: string, link: string): boolean {
  const target = readlinkSync(link);
  return !isAbsolute(target) && `${resolve(dirname(link), target)}${sep}`.startsWith(`${root}${sep}`);
}
