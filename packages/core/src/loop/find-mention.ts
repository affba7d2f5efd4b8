import { createReadStream, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { systemCode, trySystemCall } from '../errors.js';

const VARIABLE = '__OW_WAIT_FOR_ACK';

/** How much of the other files of an action is searched. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_FILES = 20_000;

const PIECE_BYTES = 1_048_576;

/**
 * Looks for the name of the variable that asks for an acknowledgement: in the file of a program, then in the files of its directory.
 * @returns the path of the file that has it, relative to the directory; undefined if none has
 */
export async function findMention(program: string, directory: string): Promise<string | undefined> {
  const budget = { bytes: MAX_BYTES, files: MAX_FILES };
  if (await mentions(program, { bytes: Number.POSITIVE_INFINITY })) {
    return relative(directory, program);
  }
  for (const file of listFiles(directory)) {
    if (budget.files-- <= 0 || budget.bytes <= 0) {
      break;
    }
    if (file !== program && (await mentions(file, budget))) {
      return relative(directory, file);
    }
  }
  return undefined;
}

/** Regular files, not those that links lead to; those of a folder before those of the folders in it. */
function* listFiles(folder: string): Generator<string> {
  const entries = trySystemCall([], () => readdirSync(folder, { withFileTypes: true }));
  for (const entry of entries.filter((found) => found.isFile())) {
    yield join(folder, entry.name);
  }
  for (const entry of entries.filter((found) => found.isDirectory())) {
    yield* listFiles(join(folder, entry.name));
  }
}

async function mentions(path: string, budget: { bytes: number }): Promise<boolean> {
  try {
    return await search(path, budget);
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    // What cannot be read says nothing.
    return false;
  }
}

async function search(path: string, budget: { bytes: number }): Promise<boolean> {
  let edge = Buffer.alloc(0);
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    if (bytes.includes(VARIABLE) || Buffer.concat([edge, bytes.subarray(0, VARIABLE.length)]).includes(VARIABLE)) {
      return true;
    }
    edge = Buffer.concat([edge, bytes.subarray(-VARIABLE.length)]).subarray(-VARIABLE.length);
    budget.bytes -= bytes.length;
    if (budget.bytes <= 0) {
      break;
    }
  }
  return false;
}
