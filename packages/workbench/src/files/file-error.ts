import { isAbsolute } from 'node:path';

/** Why something is not done with a file. */
export type FileFault = 'missing' | 'refused' | 'not a text' | 'too large' | 'conflict' | 'exists';

/** Something that is not done with a file. */
export class FileError extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault, message: string) {
    super(message);
    this.name = 'FileError';
    this.fault = fault;
  }
}

/** The errors of a file that is not there. */
const ABSENT: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'ELOOP'];

/** Explains an error of the system, such as that of a file without permission. */
export function explainFault(error: unknown, name: string): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  return ABSENT.includes(code)
    ? new FileError('missing', `${name} is not there.`)
    : new FileError('refused', `${name} cannot be used: ${message}`);
}

/** @throws FileError for a name that leads out of the folder, whatever is there */
export function checkName(name: string): void {
  if (name === '' || name.includes('\0') || isAbsolute(name) || name.split(/[/\\]/).includes('..')) {
    throw new FileError('refused', 'the name is not that of a file of the action.');
  }
}
