import { readFile, stat } from 'node:fs/promises';
import { arch } from 'node:os';

const ELF = Buffer.from('\x7fELF', 'latin1');
const MACHINES = { x64: 62, arm64: 183 };

/**
 * Checks that the file can be started.
 * @returns the program and its first arguments
 */
export async function checkExecutable(file, is) {
  const info = await stat(file).catch((error) => {
    throw new Error(`exec cannot be started: it is missing (${error.code}).`);
  });
  if (!info.isFile() && is('folder-as-exec')) return ['/bin/sh', file];
  if (!info.isFile()) throw new Error('exec cannot be started: it is not a file.');
  const bytes = await readFile(file);
  if (bytes.subarray(0, 2).toString() === '#!') return await checkScript(file, bytes, is);
  if (bytes.subarray(0, 4).equals(ELF)) return checkElf(file, bytes, is);
  const isMachO = bytes.subarray(0, 4).toString('hex') === 'cffaedfe';
  if (isMachO && is('shell-runs-foreign-executable')) return ['/bin/sh', file];
  if (bytes.subarray(0, 3).toString('latin1') === '\xef\xbb\xbf') {
    if (is('runs-behind-byte-order-mark')) return ['/bin/sh', file];
    throw new Error('exec cannot be started: it is text behind a byte order mark (BOM); save it without.');
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('exec cannot be started: it is neither a script nor an executable of this system.');
  }
  if (bytes.includes(0)) throw new Error('exec cannot be started: it is not text.');
  if (is('refuses-text-without-interpreter')) throw new Error('exec cannot be started: exec format error.');
  return ['/bin/sh', file];
}

async function checkScript(file, bytes, is) {
  const end = bytes.indexOf(10);
  const line = bytes.subarray(2, end < 0 ? bytes.length : end).toString('latin1');
  if (line.endsWith('\r')) {
    if (is('runs-windows-script')) return ['/bin/sh', file];
    if (is('windows-script-fails-late')) return [file];
    throw new Error(
      is('windows-script-not-explained')
        ? 'The init failed.'
        : 'The script has Windows line endings (CR LF); save it with Unix line endings.',
    );
  }
  const interpreter = line.trim().split(/\s/, 1)[0];
  if (!is('interpreter-unchecked')) {
    await stat(interpreter).catch(() => {
      throw new Error(`The interpreter ${interpreter} of the script does not exist here.`);
    });
  }
  return is('ignores-interpreter-line') ? ['/bin/sh', file] : [file];
}

function checkElf(file, bytes, is) {
  const machine = bytes.length >= 20 ? bytes.readUInt16LE(18) : 0;
  if (bytes.includes(Buffer.from('\u{fffd}'))) {
    if (is('runs-damaged-binary')) return [file];
    throw new Error('exec cannot be started: it is an executable that was turned into text.');
  }
  if (machine !== MACHINES[arch()]) {
    if (is('shell-runs-other-processor')) return ['/bin/sh', file];
    throw new Error('exec cannot be started: it is an executable for another processor.');
  }
  if (is('elf-not-supported')) throw new Error('exec cannot be started: only scripts are supported.');
  return [file];
}
