import type { InitMessage } from '../types.js';

const ARCHIVE = Symbol.for('actionrunner.archive');

/**
 * An init message with its code as bytes. `code` is base64 again when it is read, and a copy of the message with other code has no bytes.
 * @param archive the zip itself
 */
export function withArchive(message: Omit<InitMessage, 'code'>, archive: Buffer): InitMessage {
  const code = { enumerable: true, get: () => archive.toString('base64') };
  return Object.defineProperties({ ...message } as InitMessage, { code, [ARCHIVE]: { value: archive } });
}

/** The zip of a message, if it was made with one. */
export function archiveOf(message: InitMessage): Buffer | undefined {
  return (message as { [ARCHIVE]?: Buffer })[ARCHIVE];
}
