import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { unpackArchive } from '../../src/archive/unpack-archive.js';
import { isRunnerError } from '../../src/errors.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const LIMITS = { maxEntries: 100, maxBytes: 100_000 };
const CODES = ['ERR_RUNNER_ARCHIVE_INVALID', 'ERR_RUNNER_ARCHIVE_REFUSED', 'ERR_RUNNER_DELIVERY'];

describe('damaged archives', () => {
  const sandbox = setUpSandbox();
  beforeEach(() => {
    writeFileSync(join(sandbox.outside, 'secret'), 'untouched');
  });

  /** The error code, or undefined when it was unpacked. Each try has a directory of its own. */
  async function tryUnpack(zip: Buffer, name: string): Promise<string | undefined> {
    const directory = join(sandbox.directory, name);
    mkdirSync(directory);
    try {
      await unpackArchive(zip, directory, LIMITS);
      return undefined;
    } catch (error) {
      if (isRunnerError(error)) return error.code;
      throw error;
    }
  }

  const samples: [string, Buffer][] = [
    [
      'plain',
      buildZip([
        { name: 'd/', mode: 0o700 },
        { name: 'd/f', data: 'hello hello hello' },
        { name: 'l', link: 'd/f' },
      ]),
    ],
    ['stored', buildZip([{ name: 'a', data: 'one', method: 0, descriptor: true }, { name: 'b' }], { comment: 'end' })],
    [
      'zip64',
      buildZip(
        [
          { name: 'a', data: 'one one one', zip64: true },
          { name: 'b', data: 'x' },
        ],
        { zip64: true },
      ),
    ],
  ];

  test.each(samples)('%s: cut off anywhere, it is rejected', async (_, zip) => {
    await expect(tryUnpack(zip, 'whole')).resolves.toBeUndefined();
    for (let length = 0; length < zip.length; length += 1) {
      const code = await tryUnpack(zip.subarray(0, length), `${length}`);
      expect([length, code]).toEqual([length, 'ERR_RUNNER_ARCHIVE_INVALID']);
    }
  });

  test.each(samples)('%s: with bytes missing at the start it is rejected', async (_, zip) => {
    for (let start = 1; start < zip.length; start += 1) {
      expect([start, await tryUnpack(zip.subarray(start), `${start}`)]).toEqual([
        start,
        expect.stringMatching(/^ERR_/),
      ]);
    }
  });

  test.each(samples)('%s: damaged anywhere, it is unpacked inside or rejected', async (_, zip) => {
    const flip = fc.tuple(fc.nat({ max: zip.length - 1 }), fc.nat({ max: 0xff }));
    let tries = 0;
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 3 }), async (flips) => {
        const damaged = Buffer.from(zip);
        for (const [at, value] of flips) damaged[at] = value;
        tries += 1;
        const code = await tryUnpack(damaged, `${tries}`);
        expect([undefined, ...CODES]).toContain(code);
        if (code !== undefined) rejected += 1;
      }),
      // Not others each time: how many are rejected is counted.
      { numRuns: 400, seed: zip.length },
    );
    // Most bytes matter, so a reader that lets everything pass is seen.
    expect(rejected).toBeGreaterThan(150);
    expect(readdirSync(sandbox.outside)).toEqual(['action', 'secret']);
  });

  test('each byte set to each extreme', async () => {
    const zip = samples[0]?.[1] as Buffer;
    for (let at = 0; at < zip.length; at += 1) {
      for (const value of [0x00, 0xff]) {
        const damaged = Buffer.from(zip);
        damaged[at] = value;
        expect([undefined, ...CODES]).toContain(await tryUnpack(damaged, `${at}-${value}`));
      }
    }
    expect(readTree(sandbox.outside)['secret']).toContain('untouched');
  });

  test('garbage with the signatures of a zip', async () => {
    const signatures = fc.constantFrom('PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07');
    const marks = fc.array(fc.tuple(signatures, fc.nat({ max: 320 })), { minLength: 3, maxLength: 8 });
    let tries = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 22, maxLength: 322 }), marks, async (bytes, at) => {
        const garbage = Buffer.from(bytes);
        for (const [signature, place] of at) garbage.write(signature, place % garbage.length, 'latin1');
        garbage.write('PK\x05\x06', garbage.length - 22, 'latin1');
        garbage.writeUInt16LE(0, garbage.length - 2);
        tries += 1;
        expect(CODES).toContain(await tryUnpack(garbage, `${tries}`));
      }),
      { numRuns: 300 },
    );
  });
});
