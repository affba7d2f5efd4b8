import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackArchive } from '../../src/archive/unpack-archive.js';
import { isRunnerError } from '../../src/errors.js';
import { makeSandbox, readTree, type Sandbox } from '../support/tree.js';
import { buildZip, type ZipEntry } from '../support/zip-builder.js';

const LIMITS = { maxEntries: 100, maxBytes: 100_000 };
const CODES = ['ERR_RUNNER_ARCHIVE_INVALID', 'ERR_RUNNER_ARCHIVE_REFUSED', 'ERR_RUNNER_DELIVERY'];

/** Numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

describe('hostile archives', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
    writeFileSync(join(sandbox.outside, 'secret'), 'untouched');
  });
  afterEach(() => sandbox.remove());

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

  const harmless: ZipEntry = { name: 'harmless', data: 'x' };
  const attacks: [string, ZipEntry[]][] = [
    ['a path upwards', [harmless, { name: '../escaped' }]],
    ['a path upwards, made on DOS', [harmless, { name: 'a\\..\\..\\escaped', host: 0 }]],
    ['an absolute path', [harmless, { name: '/tmp/actionrunner-escaped' }]],
    ['a link upwards', [harmless, { name: 'l', link: '../secret' }]],
    ['a file through a link upwards', [harmless, { name: 'l', link: '..' }, { name: 'l/escaped' }]],
    ['a file through a link inside', [harmless, { name: 'l', link: '.' }, { name: 'l/file' }]],
    ['a file over a link', [harmless, { name: 'l', link: '../secret' }, { name: 'l', data: 'overwritten' }]],
    ['a chain of links upwards', [harmless, { name: 'x/l', link: '..' }, { name: 'm', link: 'x/l/..' }]],
    ['a device', [harmless, { name: 'null', mode: 0o020666 }]],
    ['encryption, after a good entry', [harmless, { name: 'b', data: 'x', flags: 1 }]],
    ['too many entries', Array.from({ length: 101 }, (_, index) => ({ name: `${index}` }))],
    ['a bomb that says so', [harmless, { name: 'bomb', data: Buffer.alloc(100_000) }]],
    ['a bomb announced elsewhere', [harmless, { name: 'bomb', data: 'x', size: 0xfffffff0 }]],
    ['overlapping bombs', Array.from({ length: 50 }, (_, i) => ({ name: `${i}`, data: Buffer.alloc(3000) }))],
  ];
  test.each(attacks)('%s: refused before anything is written', async (_, entries) => {
    await expect(tryUnpack(buildZip(entries), 'try')).resolves.toBe('ERR_RUNNER_ARCHIVE_REFUSED');
    expect(readTree(sandbox.outside)).toEqual({
      secret: expect.stringContaining('untouched'),
      action: '755/',
      'action/try': expect.any(String),
    });
  });

  test('a bomb that announces less is stopped at what it announced', async () => {
    const bomb = buildZip([{ name: 'bomb', data: Buffer.alloc(200_000_000), size: 90_000 }]);
    await expect(tryUnpack(bomb, 'try')).resolves.toBe('ERR_RUNNER_ARCHIVE_INVALID');
  });

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
    const random = seeded(zip.length);
    let rejected = 0;
    for (let round = 0; round < 400; round += 1) {
      const damaged = Buffer.from(zip);
      for (let flips = random(3); flips >= 0; flips -= 1) damaged[random(zip.length)] = random(256);
      const code = await tryUnpack(damaged, `${round}`);
      expect([undefined, ...CODES]).toContain(code);
      if (code !== undefined) rejected += 1;
    }
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
    const random = seeded(42);
    const signatures = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07'];
    for (let round = 0; round < 300; round += 1) {
      const garbage = Buffer.from(Array.from({ length: 22 + random(300) }, () => random(256)));
      for (const signature of signatures) garbage.write(signature, random(garbage.length), 'latin1');
      garbage.write('PK\x05\x06', garbage.length - 22, 'latin1');
      garbage.writeUInt16LE(0, garbage.length - 2);
      const code = await tryUnpack(garbage, `${round}`);
      expect(CODES).toContain(code);
    }
  });
});
