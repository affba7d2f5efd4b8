import { buildZip, type ZipEntry, type ZipOptions } from '../../../../../test/support/zip-builder.js';

/** An archive that is up to something, and what becomes of it. */
export interface Attack {
  readonly name: string;
  /** @param outside a folder around the action directory, for absolute paths */
  zip(outside: string): Buffer;
  readonly outcome: Refusal | Acceptance;
  /** Limits of the proxy, where they are not the default ones. */
  readonly limits: Limits;
}

export interface Refusal {
  readonly code: 'ERR_RUNNER_ARCHIVE_INVALID' | 'ERR_RUNNER_ARCHIVE_REFUSED' | 'ERR_RUNNER_DELIVERY';
  readonly message: RegExp;
}

export interface Acceptance {
  /** All that is delivered, as `readTree` tells it. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Limits {
  readonly maxArchiveEntries?: number;
  readonly maxArchiveBytes?: number;
}

/** Entries, which get a good one in front, or a function that makes the whole archive. */
type Content = readonly ZipEntry[] | ((outside: string) => Buffer);

// First, so that a refusal must come before anything is written.
const GOOD: ZipEntry = { name: 'good', data: 'good' };

/** The archive asks for something that is not accepted. */
export function refused(name: string, content: Content, message: RegExp, limits: Limits = {}): Attack {
  return attack(name, content, { code: 'ERR_RUNNER_ARCHIVE_REFUSED', message }, limits);
}

/** The archive contradicts itself. */
export function invalid(name: string, content: Content, message: RegExp, limits: Limits = {}): Attack {
  return attack(name, content, { code: 'ERR_RUNNER_ARCHIVE_INVALID', message }, limits);
}

/** The file system cannot hold what the archive asks for. */
export function undeliverable(name: string, content: Content, message: RegExp): Attack {
  return attack(name, content, { code: 'ERR_RUNNER_DELIVERY', message }, {});
}

/** The archive looks odd and does no harm: it is delivered as exactly these files. */
export function harmless(
  name: string,
  content: Content,
  files: Readonly<Record<string, string>>,
  limits: Limits = {},
): Attack {
  const good = typeof content === 'function' ? {} : { good: '644 good' };
  return attack(name, content, { files: { ...good, ...files } }, limits);
}

/** Entries with one archive-wide lie. */
export function whole(entries: readonly ZipEntry[], options: ZipOptions): () => Buffer {
  return () => buildZip(entries, options);
}

function attack(name: string, content: Content, outcome: Attack['outcome'], limits: Limits): Attack {
  const zip = typeof content === 'function' ? content : () => buildZip([GOOD, ...content]);
  return { name, zip, outcome, limits };
}
