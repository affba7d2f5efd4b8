import { readFileSync } from 'node:fs';
import { PROBES } from '../../src/inspect/inspect-image.js';
import { PROFILES } from '../../src/inspect/profiles.js';
import { STATIC_CHECKS } from '../../src/inspect/static-checks.js';

const GUIDE = new URL('../../../../docs/guides/inspect-an-image.md', import.meta.url);

it('the guide has every check in order, with what it means for each platform', () => {
  const lines = readFileSync(GUIDE, 'utf8').split('\n');
  const rows = lines
    .filter((line) => /^\| `[a-z0-9-]+` \|/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const checks = [...STATIC_CHECKS, ...PROBES.flatMap((probe) => probe.checks)];
  expect(rows.map(([id, , ...levels]) => [id, ...levels])).toEqual(
    checks.map(({ id, profiles }) => [`\`${id}\``, ...PROFILES.map((profile) => profiles[profile] ?? '')]),
  );
});
