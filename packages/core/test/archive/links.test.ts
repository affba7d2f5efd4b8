import { buildZip } from '../../../../test/support/zip-builder.js';
import { checkLinks, readTargets } from '../../src/archive/links.js';
import { planArchive } from '../../src/archive/plan-archive.js';
import { readDirectory } from '../../src/archive/read-directory.js';

const LIMITS = { maxEntries: 100_000, maxBytes: 10_000_000 };

/** `links` maps names to targets; `others` are names of files and directories. */
async function check(links: Record<string, string | Buffer>, others: readonly string[] = []): Promise<void> {
  const entries = [
    ...Object.entries(links).map(([name, link]) => ({ name, link })),
    ...others.map((name) => ({ name })),
  ];
  const plan = planArchive(await readDirectory(buildZip(entries), LIMITS), LIMITS);
  await checkLinks(plan, await readTargets(plan));
}

/** l1 → l2 → … → l`length` → file. */
function chain(length: number, order: 1 | -1): Record<string, string> {
  const links = Array.from({ length }, (_, index) => [`l${index + 1}`, index + 1 < length ? `l${index + 2}` : 'file']);
  return Object.fromEntries(order === 1 ? links : links.reverse());
}

describe('checkLinks', () => {
  const fine: [name: string, links: Record<string, string>, others?: string[]][] = [
    ['a link to a neighbour', { l: 'a' }, ['a']],
    ['a link that dangles', { l: 'missing/deep' }],
    ['a link to its own directory', { l: '.' }],
    ['a link to the directory itself', { 'x/l': '..' }],
    ['up and down again', { 'x/y/l': '../../a/b' }, ['a/b']],
    ['down and up, through nothing', { l: 'missing/../a' }],
    ['slashes and dots', { l: './a//b/' }, ['a/b']],
    ['a link through a link', { 'x/l': '..', m: 'x/l/a' }, ['a']],
    ['up from where a link leads', { 'x/l': '../y/z', m: 'x/l/../..' }, ['y/z/f']],
    ['a name that starts with dots', { l: '..a/...' }],
    ['a link to a file with more behind it', { l: 'a/../b' }, ['a']],
    ['40 links in a row', chain(40, 1), ['file']],
    ['40 links in a row, the last one first', chain(40, -1), ['file']],
  ];
  // Every row is filled up: jest-each takes a missing last argument for a callback.
  test.each(fine.map(([name, links, others = []]) => ({ name, links, others })))(
    '$name is fine',
    async ({ links, others }) => {
      await expect(check(links, others)).resolves.toBeUndefined();
    },
  );

  const refused: [name: string, links: Record<string, string | Buffer>, message: RegExp, others?: string[]][] = [
    [
      'an absolute target',
      { l: '/etc/passwd' },
      /"l" is a link to the absolute path "\/etc\/passwd"; make it relative/,
    ],
    ['a target above', { l: '..' }, /"l" is a link to "\.\.", which leads out/],
    ['a target above, from below', { 'x/l': '../../etc' }, /leads out/],
    ['a target above, after a detour', { l: 'x/../../etc' }, /leads out/, ['x/f']],
    ['a target above, through nothing', { l: 'missing/../..' }, /leads out/],
    ['a target that leaves and comes back', { l: '../action/a' }, /leads out/, ['a']],
    ['up from a link that leads up', { 'x/l': '..', m: 'x/l/..' }, /"m" is a link to "x\/l\/\.\.", which leads out/],
    ['the same, the other order', { m: 'x/l/..', 'x/l': '..' }, /"m"/],
    ['three links that leave together', { 'a/b/l': '..', 'a/m': 'b/l/..', n: 'a/m/..' }, /"n"/],
    ['up from a link that leads up, below a directory', { 'x/y/l': '../..', 'x/m': 'y/l/../..' }, /"x\/m"/],
    ['a link to itself', { l: 'l' }, /part of a loop/],
    ['a circle', { a: 'b', b: 'c/d', c: 'a' }, /part of a loop/],
    ['41 links in a row', chain(41, 1), /more than 40 links/, ['file']],
    ['41 links in a row, the last one first', chain(41, -1), /more than 40 links/, ['file']],
    ['42 links in one path', { l: '.', m: 'l/'.repeat(42) }, /more than 40 links/],
    ['an empty target', { l: '' }, /without a usable target/],
    ['a target with a NUL', { l: 'a\0b' }, /without a usable target/],
    ['a target that is not UTF-8', { l: Buffer.from([0x61, 0xff]) }, /not UTF-8/],
  ];
  const rows = refused.map(([name, links, message, others = []]) => ({ name, links, message, others }));
  test.each(rows)('$name is refused', async ({ links, message, others }) => {
    await expect(check(links, others)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringMatching(message) }),
    );
  });

  test('links that name another one twice are not followed for ever', async () => {
    // Followed one by one these are 2 ** 30 steps.
    const doubling = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, `l${i + 1}/l${i + 1}`]));
    await expect(check({ ...doubling, l30: '.' })).rejects.toThrow(/more than 40 links/);
  });

  test('thousands of links through the same chain', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`m${index}`, 'l1']));
    await expect(check({ ...chain(39, 1), ...many }, ['file'])).resolves.toBeUndefined();
  });
});
