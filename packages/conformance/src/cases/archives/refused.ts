import { type ConformanceCase, defineCase } from '../../case/case.js';
import { createZip, withDamage } from '../support/create-zip.js';
import { NOT_BASE64 } from '../support/not-base64.js';
import { SOURCES } from '../support/sources.js';
import { ANSWER, archive, DELIVERY, EXEC, failed, NOT_A_ZIP, refused, ZIP } from './support.js';

const { defect } = SOURCES;

/** Archives that cannot be unpacked or have nothing to run. */
export const ARCHIVES_REFUSED_CASES: readonly ConformanceCase[] = [
  failed(
    {
      id: 'archives/not-base64',
      title: 'code that should be base64 and is not fails the init',
      source: `${defect}: an archive that cannot be read is answered with 200, and the stub runs`,
      remedy: 'Answer 502 and {"error": …} if the code cannot be decoded.',
    },
    () => NOT_BASE64,
  ),
  failed(
    {
      id: 'archives/not-a-zip',
      title: 'code that should be an archive and is not fails the init',
      source: `${defect}: an archive that cannot be read is answered with 200, and the stub runs`,
      remedy: 'Answer 502 and {"error": …} if the archive cannot be read.',
    },
    () => archive(NOT_A_ZIP),
  ),
  failed(
    {
      id: 'archives/cut-off',
      title: 'a zip that is cut off fails the init',
      source: `${defect}: an archive that cannot be read is answered with 200, and the stub runs`,
      remedy: 'Answer 502 and {"error": …} if the end record of the zip is missing.',
    },
    () => {
      const zip = createZip({ exec: EXEC });
      return archive(zip.subarray(0, zip.length - 30));
    },
  ),
  refused(
    {
      id: 'archives/damaged-entry',
      title: 'a zip with a file whose checksum is wrong fails the init',
      severity: 'recommended',
      source: 'PKWARE APPNOTE, 4.4.7: CRC-32',
      remedy: 'Compare the CRC-32 of what was unpacked with that of the entry.',
    },
    () => archive(withDamage(createZip({ exec: { data: `${ANSWER}# a comment`, isStored: true } }))),
  ),
  refused(
    {
      id: 'archives/without-exec',
      title: 'a zip without exec at its root fails the init',
      severity: 'recommended',
      source: `${ZIP}; ${DELIVERY}: the stub cannot pass for it`,
      remedy: 'Answer 502 if the archive has nothing to run, instead of running what was there before.',
    },
    () => archive(createZip({ README: { data: 'no program' }, 'folder/exec': EXEC })),
  ),
  refused(
    {
      id: 'archives/empty',
      title: 'a zip without entries fails the init',
      severity: 'informative',
      source: `${DELIVERY}: All or nothing`,
      remedy: 'Answer 502 if the archive has nothing to run.',
    },
    () => archive(createZip({})),
  ),
  defineCase(
    {
      id: 'archives/missing-exec-is-named',
      title: 'the error for a zip without exec says that exec is missing',
      severity: 'informative',
      source: `${DELIVERY}: the message says what is missing`,
      remedy: 'Name the file that the archive should have in the error.',
      supports: ['archives', 'executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.initSample(archive(createZip({ README: { data: 'no program' } })));
      if (answer.status === 200) t.skip('a zip without exec is accepted');
      t.expectAnswer(answer, { error: /exec/ }, 'POST /init');
    },
  ),
];
