import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { expectNext, OK, OWN } from './support.js';

const { invoker } = SOURCES;

/** The largest logs of an activation that the platform keeps. */
const LOG_LIMIT = 10 * 1024 * 1024;

/** Output without an end, and results that are not text. */
export const FAULTS_OUTPUT_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'faults/long-line-without-newline',
      title: 'a log line of 200 kB on stderr without a newline is in the logs whole',
      severity: 'recommended',
      source: OWN,
      remedy: 'Read the streams in pieces, and do not limit the length of a line.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith(script("head -c 200000 /dev/zero | tr '\\0' x >&2", `echo '{"ok": true}'`));
      await runtime.logs({ frames: 0 });
      await expectNext(t, runtime);
      const { stderr } = await runtime.logs();
      t.expect(stderr.match(/x+/)?.[0].length ?? 0, 'the letters in stderr').toBe(200_000);
    },
  ),
  defineCase(
    {
      id: 'faults/log-limit',
      title: 'logs beyond the limit of the platform are dropped, and a line says so',
      severity: 'informative',
      source: `${invoker}: keeps at most 10 MiB of an activation's logs`,
      remedy: 'Count what an activation writes, drop what is beyond 10 MiB, and say so in the last line of stderr.',
      needs: ['flood'],
      requires: ['logs'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith('flood');
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({ lines: 12_000 }), { status: 200, json: OK }, 'POST /run');
      const { bytes, stderr } = await runtime.logs();
      t.expect(bytes.stdout.length, 'the bytes of stdout').toBeBelow(LOG_LIMIT + 100_000);
      t.expect(stderr, 'stderr').toMatch(/limit|truncated|exceed/i);
    },
  ),
  defineCase(
    {
      id: 'faults/result-is-not-utf-8',
      title: 'a result that is not UTF-8 is answered with valid JSON in UTF-8',
      severity: 'informative',
      source: 'RFC 8259, 8.1: JSON between systems is UTF-8',
      remedy: 'Replace what is not UTF-8 by U+FFFD, or answer 502.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(String.raw`printf '{"a": "caf\351"}\n'`));
      const answer = await runtime.run({});
      if (answer.status === 502) return;
      t.expectAnswer(answer, { status: 200, json: { a: 'caf\uFFFD' } }, 'POST /run');
      t.expect(answer.bytes.includes(0xe9), 'the answer has the byte e9').toBe(false);
    },
  ),
];
