import { closeSync, openSync, readSync } from 'node:fs';
import { trySystemCall } from '../errors.js';

/** One more on each read (random(4)). */
const KERNEL_UUID = '/proc/sys/kernel/random/uuid';
const UUID_LENGTH = 36;

/** Creates a random UUID: the kernel's, where it offers them, as `node:crypto` takes longer to load than anything else at a start. */
export function createUuid(): string {
  return trySystemCall(undefined, readKernelUuid) ?? process.getBuiltinModule('node:crypto').randomUUID();
}

function readKernelUuid(): string | undefined {
  const bytes = Buffer.alloc(UUID_LENGTH);
  const file = openSync(KERNEL_UUID, 'r');
  try {
    const count = readSync(file, bytes, 0, UUID_LENGTH, null);
    return count === UUID_LENGTH ? bytes.toString('latin1') : undefined;
  } finally {
    closeSync(file);
  }
}
