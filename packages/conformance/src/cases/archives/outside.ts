import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConformanceCase, defineCase } from '../../case/case.js';
import type { CaseContext } from '../../case/case-context.js';
import type { Runtime } from '../../case/runtime.js';
import type { ActionCode } from '../../manifest/action-code.js';
import { createZip, type ZipEntry } from '../support/create-zip.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { archive, DELIVERY, EXEC, refused } from './support.js';

const { defect } = SOURCES;

/** Archives that reach out of their directory. */
export const ARCHIVES_OUTSIDE_CASES: readonly ConformanceCase[] = [
  refused(
    {
      id: 'archives/refuses-parent-path',
      title: 'a zip with a path that leads out of the archive fails the init',
      severity: 'recommended',
      source: `${DELIVERY}: What is refused`,
      remedy: 'Refuse the whole archive if an entry has ".." in its path.',
    },
    () => archive(createZip({ exec: EXEC, [`../conformance-${randomUUID()}`]: { data: 'outside' } })),
  ),
  defineCase(
    {
      id: 'archives/writes-nothing-outside',
      title: 'a zip with a path that leads out of the archive writes nothing there',
      severity: 'required',
      source: `${defect}: a path with ".." writes outside the action directory`,
      remedy: 'Check where each path leads before writing to it.',
      supports: ['archives', 'executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const name = `conformance-${randomUUID()}`;
      const runtime = await t.start();
      const zip = createZip({ exec: lookFor(name), [`../${name}`]: { data: 'outside' } });
      await expectNothingOutside(t, runtime, archive(zip), name);
    },
  ),
  defineCase(
    {
      id: 'archives/follows-no-link',
      title: 'a zip with a link to outside and an entry behind it writes nothing there',
      severity: 'required',
      source: `${defect}: a link that leads out, and an entry behind it, write outside the action directory`,
      remedy: 'Refuse entries that are below a link, and links that lead out of the archive.',
      supports: ['archives', 'executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const name = `conformance-${randomUUID()}`;
      const runtime = await t.start();
      const entries = { exec: lookFor(name), out: { data: '..', isLink: true }, [`out/${name}`]: { data: 'outside' } };
      await expectNothingOutside(t, runtime, archive(createZip(entries)), name);
    },
  ),
  refused(
    {
      id: 'archives/refuses-outer-link',
      title: 'a zip with a link that leads out of the archive fails the init',
      severity: 'informative',
      source: `${DELIVERY}: What is refused`,
      remedy: 'Refuse the archive if following a link leads out of it.',
    },
    () => archive(createZip({ exec: EXEC, 'bin/link': { data: '../../outside', isLink: true } })),
  ),
  defineCase(
    {
      id: 'archives/refuses-absolute-path',
      title: 'a zip with an absolute path fails the init, or writes it inside the action directory',
      severity: 'recommended',
      source: `${DELIVERY}: What is refused`,
      remedy: 'Refuse the whole archive if an entry has an absolute path.',
      supports: ['archives', 'executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const file = join(tmpdir(), `conformance-${randomUUID()}`);
      const look = script(`[ -e ${file} ] && echo '{"outside": true}' || echo '{"outside": false}'`).code;
      const runtime = await t.start();
      try {
        const { status } = await runtime.initSample(
          archive(createZip({ exec: { data: look }, [file]: { data: 'outside' } })),
        );
        if (status !== 200) return;
        t.expectAnswer(await runtime.run({}), { json: { outside: false } }, 'POST /run of an action that looks for it');
      } finally {
        await rm(file, { force: true });
      }
    },
  ),
];

/** Whether the archive has written a file next to the action directory, by an action that looks. */
async function expectNothingOutside(t: CaseContext, runtime: Runtime, code: ActionCode, name: string): Promise<void> {
  const look = `[ -e ../${name} ] && echo '{"outside": true}' || echo '{"outside": false}'`;
  const { status } = await runtime.initSample(code);
  if (status !== 200) {
    const retried = await runtime.initSample(script(look));
    if (retried.status !== 200) t.skip('it cannot be seen: no other init is accepted after one that failed');
  }
  const answer = await runtime.run({});
  if (answer.status !== 200) return; // it has refused the archive late, and left nothing to look with
  t.expectAnswer(answer, { json: { outside: false } }, 'POST /run of an action that looks for the file');
}

function lookFor(name: string): ZipEntry {
  const look = script(`[ -e ../${name} ] && echo '{"outside": true}' || echo '{"outside": false}'`);
  return { data: look.code, mode: 0o755 };
}
