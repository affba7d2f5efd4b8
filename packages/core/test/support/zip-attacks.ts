import type { Attack } from './zip-attacks/attack.js';
import { BOMBS, SIZES, UNREADABLE } from './zip-attacks/headers.js';
import { KINDS, LINKS } from './zip-attacks/links.js';
import { DUPLICATES, NAMES, TRAVERSAL } from './zip-attacks/paths.js';
import { STRUCTURE, ZIP64 } from './zip-attacks/structure.js';

/** All attacks, by what they try. Everything is made in memory. */
export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'paths that lead elsewhere': TRAVERSAL,
  'names that mean something else': NAMES,
  'several entries for one place': DUPLICATES,
  links: LINKS,
  'kinds and modes': KINDS,
  'lying sizes and checksums': SIZES,
  bombs: BOMBS,
  'entries that cannot be read': UNREADABLE,
  'the archive as a whole': STRUCTURE,
  zip64: ZIP64,
};
