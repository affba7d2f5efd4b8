import { closeSync, constants, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { RunnerError, systemCode } from '../errors.js';

const HEAD_BYTES = 256;
const WINDOWS_LINE = /^[^\n]*\r(\n|$)/;
const ELF_MAGIC = '\x7fELF';
const ELF_DATA_OFFSET = 5;
const ELF_MACHINE_OFFSET = 18;

/** ELF machine numbers (elf.h, EM_*) by Node's name of the architecture. */
const ELF_MACHINES: Readonly<Record<string, number>> = {
  ia32: 3,
  mips: 8,
  ppc64: 21,
  s390x: 22,
  arm: 40,
  x64: 62,
  arm64: 183,
  riscv64: 243,
  loong64: 258,
};

/**
 * Refuses an executable that this machine cannot start: its interpreter (`#!`) is missing, or it was built for another processor. `verify`
 * reports a missing file.
 * @throws RunnerError `ERR_RUNNER_BUILD`
 * @public
 * @example
 * ```js
 * import { ActionRunner, checkExecutable } from '@actionrunner/core';
 *
 * class ScriptRunner extends ActionRunner {
 *   async build() {
 *     await checkExecutable(this.binary); // fails the init, not the first run
 *   }
 * }
 * new ScriptRunner();
 * ```
 */
export async function checkExecutable(path: string): Promise<void> {
  const head = readHead(path);
  const interpreter = parseShebang(head);
  // After options it is up to the interpreter: perl and ruby accept it.
  if (interpreter?.path.endsWith('\r') || (interpreter?.path.endsWith('/env') && WINDOWS_LINE.test(head.toString()))) {
    throw new RunnerError(
      'ERR_RUNNER_BUILD',
      'The script has Windows line endings (CR LF), so its first line names no interpreter; save it with Unix line endings.',
    );
  }
  if (interpreter?.path.startsWith('/') && !existsSync(interpreter.path)) {
    throw new RunnerError(
      'ERR_RUNNER_BUILD',
      `The interpreter ${interpreter.path} in the script's first line does not exist here.`,
    );
  }
  const machine = readElfMachine(head);
  if (machine !== undefined && !canRunHere(machine)) {
    const name = Object.keys(ELF_MACHINES).find((arch) => ELF_MACHINES[arch] === machine) ?? `ELF machine ${machine}`;
    throw new RunnerError('ERR_RUNNER_BUILD', `The executable was built for ${name}; this machine is ${process.arch}.`);
  }
}

/** The interpreter and options in a script's first line. */
export interface Shebang {
  /** Path of the interpreter, as written. */
  readonly path: string;
  /** The rest of the line; the kernel passes it as one argument. */
  readonly argument: string;
}

/** Parses the `#!` line of a script. @returns undefined if it has none */
export function parseShebang(head: Buffer): Shebang | undefined {
  const line = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(head.toString('latin1'));
  return line ? { path: line[1] as string, argument: (line[2] as string).trim() } : undefined;
}

/** Reads the first bytes of a file, which the kernel decides by how to start it; empty if there is no file. */
export function readHead(path: string): Buffer {
  try {
    // Synchronous: one read takes less time than the thread pool. Opening a named pipe must not wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

function canRunHere(machine: number): boolean {
  const own = ELF_MACHINES[process.arch];
  const relatives: Partial<Record<string, string>> = { x64: 'ia32', arm64: 'arm' };
  const relative = ELF_MACHINES[relatives[process.arch] ?? ''];
  return own === undefined || machine === own || machine === relative || hasEmulator();
}

/** Whether the kernel runs executables for other processors in an emulator. */
function hasEmulator(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name.startsWith('qemu-'));
  } catch {
    return false;
  }
}

function readElfMachine(head: Buffer): number | undefined {
  if (head.length < ELF_MACHINE_OFFSET + 2 || head.toString('latin1', 0, 4) !== ELF_MAGIC) {
    return undefined;
  }
  return head[ELF_DATA_OFFSET] === 2 ? head.readUInt16BE(ELF_MACHINE_OFFSET) : head.readUInt16LE(ELF_MACHINE_OFFSET);
}
