// @ts-check
/** Makes case number N of a run, without those before it. */

import { caseSeed, Random } from '../support/random.js';
import { archiveCase } from './archives.js';
import { httpCase } from './http.js';
import { initBody, runBody } from './messages.js';

/** @typedef {import('./http.js').HttpCase} HttpCase */

/**
 * @typedef {{ kind: 'http', http: HttpCase }} HttpPart
 * @typedef {{ kind: 'init', body: Buffer }} InitPart
 * @typedef {{ kind: 'run', body: Buffer }} RunPart
 * @typedef {{ kind: 'zip', body: Buffer, archive: Buffer, statuses: readonly number[] }} ZipPart
 * @typedef {{ index: number, seed: number, runner: string, label: string } & (HttpPart | InitPart | RunPart | ZipPart)} Case
 */

const KINDS = /** @type {const} */ ([
  [30, 'http'],
  [25, 'run'],
  [20, 'init'],
  [25, 'zip'],
]);

/** How often a runner other than the first gets a case. */
const OTHERS_SHARE = 0.05;

/**
 * @param {{ seed: number, runners: readonly string[], outside: (runner: string) => string }} run outside: the folder around the action directory
 * @param {number} index
 * @returns {Case}
 */
export function makeCase({ seed, runners, outside }, index) {
  const own = caseSeed(seed, index);
  const random = new Random(own);
  const kind = random.weighted(KINDS);
  const [first = '', ...others] = runners;
  const isOther = random.chance(OTHERS_SHARE * 2);
  const runner = others.length > 0 && isOther && kind !== 'http' && kind !== 'zip' ? random.pick(others) : first;
  const common = { index, seed: own, runner };
  if (kind === 'http') {
    const http = httpCase(random);
    return { ...common, kind, label: http.label, http };
  }
  if (kind === 'zip') {
    const { code, bytes, statuses, label } = archiveCase(random, outside(runner));
    const body = Buffer.from(JSON.stringify({ value: { code, binary: true, env: {} } }));
    return { ...common, kind, label, body, archive: bytes, statuses };
  }
  return { ...common, kind, ...(kind === 'init' ? initBody(random, runner) : runBody(random)) };
}

/** The bytes that the case is about. @param {Case} made */
export function bytesOf(made) {
  if (made.kind === 'http') return Buffer.concat(made.http.pieces);
  return made.kind === 'zip' ? made.archive : made.body;
}
