import { stripVTControlCharacters } from 'node:util';
import type { Inspection } from '../../src/inspect/inspect-image.js';
import { toJson, toTable } from '../../src/inspect/report.js';

const INSPECTION: Inspection = {
  image: 'example/good:1.0',
  source: 'podman',
  profiles: ['openwhisk', 'elyra'],
  checks: [
    { id: 'tag', profiles: ['openwhisk'], status: 'ok', found: 'the tag is 1.0', why: 'Why.', mend: 'Mend.' },
    { id: 'labels', profiles: ['openwhisk'], status: 'warn', found: 'missing: title', why: 'Shown.', mend: 'Add it.' },
    { id: 'curl', profiles: ['elyra'], status: 'fail', found: 'no curl', why: 'Fetches.', mend: 'Install it.' },
    { id: 'python3', profiles: ['elyra'], status: 'skip', found: 'not run', why: 'Runs.', mend: 'Install it.' },
  ],
};

describe('the report of an inspection', () => {
  it('tells in a line what was found, and of what does not hold why it matters and how to mend it', () => {
    expect(toTable(INSPECTION, false)).toBe(`example/good:1.0, read with podman, for openwhisk, elyra

ok    tag      the tag is 1.0
warn  labels   missing: title
               Shown.
               Add it.
fail  curl     no curl
               Fetches.
               Install it.
skip  python3  not run

1 ok, 1 warn, 1 fail, 1 skip
`);
  });

  it('colours the status alone', () => {
    const coloured = toTable(INSPECTION, true);
    expect(coloured).toContain('\u001B[31mfail\u001B[0m  curl     no curl\n');
    expect(stripVTControlCharacters(coloured)).toBe(toTable(INSPECTION, false));
  });

  it('is for machines an object with the summary', () => {
    expect(JSON.parse(toJson(INSPECTION))).toEqual({
      image: 'example/good:1.0',
      source: 'podman',
      profiles: ['openwhisk', 'elyra'],
      summary: { ok: 1, warn: 1, fail: 1, skip: 1 },
      checks: INSPECTION.checks,
    });
  });
});
