import { ApiError, call } from './api.js';

/** A file as it is on disk. */
export interface DiskFile {
  readonly text: string;
  readonly version: string;
}

/** Reads a file of the action. @throws ApiError */
export async function read(name: string): Promise<DiskFile> {
  return (await call('GET', 'file', { query: { name } })).json() as Promise<DiskFile>;
}

/** Reads a file that may be there. @returns undefined if it is not @throws ApiError */
export async function find(name: string): Promise<DiskFile | undefined> {
  try {
    return await read(name);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Writes a file that has a version. @returns the version that it has then @throws ApiError */
export async function write(name: string, body: string, version: string): Promise<string> {
  return versionOf(await call('PUT', 'file', { query: { name }, headers: { 'If-Match': version }, body }));
}

/** Creates a file. @returns its version @throws ApiError */
export async function create(name: string, body: string): Promise<string> {
  return versionOf(await call('POST', 'file', { query: { name }, body }));
}

/** Gives a file another name. @throws ApiError */
export async function rename(name: string, to: string): Promise<void> {
  await call('POST', 'rename', { query: { name, to } });
}

/** Deletes a file. @param version the one that it must have, if it is known @throws ApiError */
export async function remove(name: string, version: string | undefined): Promise<void> {
  await call('DELETE', 'file', { query: { name }, headers: { 'If-Match': version ?? '*' } });
}

async function versionOf(response: Response): Promise<string> {
  return ((await response.json()) as { version: string }).version;
}
