import { type ConformanceCase, defineCase } from '../../case/case.js';
import { createZip } from '../support/create-zip.js';
import { SOURCES } from '../support/sources.js';
import { archive, DELIVERY, EXEC, NOT_A_ZIP, OK } from './support.js';

const { defect } = SOURCES;

/** What comes after an archive that failed. */
export const ARCHIVES_AFTER_FAILURE_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'archives/nothing-runs-after-failure',
      title: 'after an archive that cannot be used, nothing runs: neither the stub nor part of it',
      severity: 'required',
      source: `${defect}: an archive that cannot be read is answered with 200, and the stub runs`,
      remedy: 'Remember that the init failed, and answer runs with 502 until another one succeeds.',
      supports: ['archives'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const zip = createZip({ exec: EXEC });
      await runtime.initSample(archive(zip.subarray(0, zip.length - 30)));
      const { status, text } = await runtime.run({});
      t.expect(status === 200 ? `200 ${text}` : 'an error', 'the answer to POST /run').toBe('an error');
    },
  ),
  defineCase(
    {
      id: 'archives/retry',
      title: 'after an archive that cannot be used, an init with a good one succeeds',
      severity: 'recommended',
      source: `${DELIVERY}: Repeated init`,
      remedy: 'Accept another init after one that failed.',
      supports: ['archives', 'executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const zip = createZip({ exec: EXEC });
      await runtime.initSample(archive(zip.subarray(0, zip.length - 30)));
      t.expectAnswer(await runtime.initSample(archive(zip)), { status: 200 }, 'the second POST /init');
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'archives/failure-is-logged',
      title: 'the logs of an init with an archive that cannot be used say why',
      severity: 'recommended',
      source: `${defect}: exceptions become "See logs for details", and the logs are empty`,
      remedy: 'Write the cause to stderr before the frame.',
      supports: ['archives'],
      requires: ['fresh', 'logs'],
    },
    async (t) => {
      const runtime = await t.start();
      await runtime.logs({ frames: 0 });
      const { status } = await runtime.initSample(archive(NOT_A_ZIP));
      if (status === 200) t.skip('the init does not fail');
      const { lines } = await runtime.logs();
      const all = [...lines.stdout, ...lines.stderr].join('').trim();
      t.expect(all === '' ? 'nothing' : 'a cause', 'the logs of the init').toBe('a cause');
    },
  ),
];
