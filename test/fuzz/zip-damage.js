// @ts-check
/** Archives that are damaged, or say what is not true. */
import { crc32 } from 'node:zlib';
import { buildZip, buildZipWithFields } from '../support/zip-builder.js';
import { archive, EITHER, EXEC, good, REFUSED } from './zip-parts.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('../support/zip-builder.js').ZipEntry} ZipEntry */
/** @typedef {import('./zip-parts.js').Archive} Archive */

/** Fields of the records with values that they should not have. @param {Random} random @returns {Archive} */
export function structural(random) {
  const { bytes, fields } = good(random);
  for (let left = random.pick([1, 1, 1, 2, 3]); left > 0; left -= 1) {
    const { at, size } = random.pick(fields);
    const full = (1n << BigInt(size * 8)) - 1n;
    const old = BigInt(
      `0x${Buffer.from(bytes.subarray(at, at + size))
        .reverse()
        .toString('hex')}`,
    );
    const length = BigInt(bytes.length);
    const wild = [
      0n,
      1n,
      2n,
      full,
      full - 1n,
      full >> 1n,
      (full >> 1n) + 1n,
      old + 1n,
      old - 1n,
      old ^ 1n,
      old << 8n,
      length,
      length - 1n,
      length + 1n,
    ];
    const value = random.chance(0.8)
      ? random.pick(wild)
      : BigInt(random.below(2 ** 32)) * BigInt(random.below(2 ** 32));
    const text = (((value % (full + 1n)) + full + 1n) & full).toString(16).padStart(size * 2, '0');
    Buffer.from(text, 'hex').reverse().copy(bytes, at);
  }
  return { label: 'fields changed', statuses: EITHER, bytes };
}

/** @param {Random} random @returns {Archive} */
export function cut(random) {
  const bytes = buildZip([EXEC, { name: 'a', data: random.bytes(300), method: 0 }]);
  return { label: 'cut off', statuses: REFUSED, bytes: bytes.subarray(0, random.below(bytes.length)) };
}

/** Something before, between or after. @param {Random} random @returns {Archive} */
export function around(random) {
  const { bytes } = good(random);
  const other = random.pick([
    () => random.bytes(random.between(1, 200)),
    () => good(random).bytes,
    () => Buffer.from('#!/bin/sh\n'),
    () => Buffer.from('PK\x05\x06'),
  ])();
  const parts = random.pick([
    [other, bytes],
    [bytes, other],
    [bytes, bytes],
    [bytes, Buffer.alloc(70_000)],
    [Buffer.alloc(70_000), bytes],
  ]);
  return { label: 'something around it', statuses: EITHER, bytes: Buffer.concat(parts) };
}

/** Sizes, checksums, flags and methods that are not true. @param {Random} random @returns {Archive} */
export function liar(random) {
  const data = Buffer.from('some text, some text, some text '.repeat(random.pick([1, 20, 20_000])));
  const lie = random.pick(
    /** @type {[string, Partial<ZipEntry>][]} */ ([
      ['wrong checksum', { crc: (crc32(data) ^ 1) >>> 0 }],
      ['size too small', { size: random.pick([1, data.length - 1]) }],
      ['size too small', { size: 0 }],
      ['size too large', { size: random.pick([data.length + 1, 400_000_000, 0xfffffffe]) }],
      ['packed size too small', { compressedSize: random.pick([0, 1, 5]) }],
      ['packed size too large', { compressedSize: random.pick([10_000_000, 0xfffffffe]) }],
      ['encrypted', { flags: random.pick([1, 0x41, 0x2001, 0x0801]) }],
      ['odd method', { method: random.pick([1, 2, 6, 7, 9, 12, 14, 93, 95, 97, 98, 99, 0xffff]) }],
      ['data is no deflate', { raw: random.bytes(40) }],
      ['stored, not deflated', { method: 0, size: data.length + 1 }],
      ['offset elsewhere', { offset: random.pick([1, 4, 30, 0xfffffffe, 100_000_000]) }],
    ]),
  );
  return archive(lie[0], REFUSED, [{ name: 'text', data, ...lie[1] }, EXEC]);
}

/** @param {Random} random @returns {Archive} */
export function wide(random) {
  const { bytes, fields } = buildZipWithFields([{ name: 'a', data: 'x', zip64: true }, EXEC], { zip64: true });
  const eights = fields.filter(({ size }) => size === 8);
  const { at } = random.pick(eights);
  bytes.writeBigUInt64LE(
    random.pick([
      0n,
      1n,
      2n ** 32n,
      2n ** 53n,
      2n ** 63n,
      2n ** 64n - 1n,
      BigInt(bytes.length),
      BigInt(random.below(2 ** 32)),
    ]),
    at,
  );
  return { label: 'zip64 changed', statuses: EITHER, bytes };
}
