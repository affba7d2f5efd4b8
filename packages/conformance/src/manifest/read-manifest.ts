import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { ConformanceError } from '../conformance-error.js';
import type { ActionCode } from './action-code.js';
import type { Manifest } from './manifest.js';
import type { ActionEntry } from './manifest-schema.js';
import { SAMPLES, type SampleName } from './sample-names.js';
import { SHELL_SAMPLES } from './shell-samples.js';
import { SUPPORTS, type Support } from './supports.js';

/**
 * Reads `conformance.json` and the files that it names.
 * @throws ConformanceError `ERR_CONFORMANCE_MANIFEST` that says what is wrong, where, and what to do
 * @example
 * ```js
 * import { writeFileSync } from 'node:fs';
 * import { readManifest } from '@actionrunner/conformance';
 *
 * const echo = { code: 'def main(args):\n    return args\n' };
 * writeFileSync('conformance.json', JSON.stringify({ actions: { echo }, supports: { archives: true } }));
 * const { samples } = await readManifest('conformance.json');
 * console.log(Object.keys(samples)); // [ 'echo' ]
 * ```
 */
export async function readManifest(file: string): Promise<Manifest> {
  const value = parse(file, await read(file, file));
  // Its library is large, and most runs need no manifest.
  const { createManifestSchema } = await import('./manifest-schema.js');
  const checked = createManifestSchema().safeParse(value);
  if (!checked.success) throw invalid(file, checked.error.issues.map(describe).join('; '));
  const { name, actions = {}, supports = {} } = checked.data;
  const entries = Object.entries(actions).filter(([, entry]) => entry !== undefined) as [SampleName, ActionEntry][];
  const samples = await Promise.all(entries.map(async ([key, entry]) => [key, await load(file, key, entry)] as const));
  const supported = Object.entries(supports).filter(([, value]) => value === true);
  return {
    ...(name !== undefined && { name }),
    samples: { ...(supports.executables === true && SHELL_SAMPLES), ...Object.fromEntries(samples) },
    supports: new Set(supported.map(([key]) => key as Support)),
  };
}

/** The code of a sample. */
async function load(manifest: string, name: SampleName, entry: ActionEntry): Promise<ActionCode> {
  const { code, file, main, binary } = entry;
  const place = `actions.${name}`;
  if ((code === undefined) === (file === undefined)) {
    const found = code === undefined ? 'neither "code" nor' : 'both "code" and';
    throw invalid(manifest, `${place} has ${found} "file": write one of them`);
  }
  const rest = { ...(main !== undefined && { main }), ...(binary !== undefined && { binary }) };
  if (file === undefined) return { code: code ?? '', ...rest };
  const bytes = await read(manifest, resolve(dirname(manifest), file), `${place}.file`);
  return { code: bytes.toString(binary === true ? 'base64' : 'utf8'), ...rest };
}

async function read(manifest: string, file: string, place?: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const where = place === undefined ? '' : `${place}: `;
    throw invalid(manifest, `${where}${file} cannot be read (${reason})`);
  }
}

function parse(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch (error) {
    throw invalid(file, `it is not JSON (${(error as Error).message})`);
  }
}

/** One line: where, what, and what to do. */
function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${place || 'the file'}: ${issue.message}`;
  const known: Readonly<Record<string, string>> = {
    '': '$schema, name, actions and supports',
    actions: Object.keys(SAMPLES).join(', '),
    supports: Object.keys(SUPPORTS).join(', '),
  };
  const names = issue.keys.map((key) => [place, key].filter((part) => part !== '').join('.'));
  return `${names.join(', ')}: unknown; here may be ${known[place] ?? 'code, file, main and binary'}`;
}

function invalid(file: string, message: string): ConformanceError {
  return new ConformanceError('ERR_CONFORMANCE_MANIFEST', `${file}: ${message}.`);
}
