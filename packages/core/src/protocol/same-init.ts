import { isDeepStrictEqual } from 'node:util';
import type { InitMessage } from '../types.js';
import { archiveOf } from './init-archive.js';

const FIELDS = ['name', 'main', 'binary', 'env', 'omitted'] as const;

/** Whether two messages ask for the same init. */
export function sameInit(one: InitMessage, other: InitMessage): boolean {
  return FIELDS.every((field) => isDeepStrictEqual(one[field], other[field])) && sameCode(one, other);
}

function sameCode(one: InitMessage, other: InitMessage): boolean {
  const [left, right] = [archiveOf(one), archiveOf(other)];
  return left && right ? left.equals(right) : !left && !right && one.code === other.code;
}
