import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaseDefinition, type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { Runtime } from '../case/runtime.js';
import type { ActionCode } from '../manifest/action-code.js';
import { createZip, withComment, withDamage, type ZipEntry } from './support/create-zip.js';
import { NOT_BASE64 } from './support/not-base64.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

/** Neither an archive nor text, which could be the source of a program. */
const NOT_A_ZIP = Buffer.from('\0\xff\x01 neither a zip nor a program', 'latin1');

const { document, invoker, skeleton, defect } = SOURCES;
const DELIVERY = 'ActionRunner, docs/reference/delivery.md';

const OK = { ok: true };
const ANSWER = script(`echo '{"ok": true}'`).code;
const EXEC: ZipEntry = { data: ANSWER, mode: 0o755 };
/** An exec of one line. */
function program(line: string): ZipEntry {
  return { data: script(line).code, mode: 0o755 };
}

const ZIP = 'OpenWhisk, docs/actions-docker.md: a zip has the executable exec at its root';

/** The largest code that the platform accepts, as the message has it. */
const LARGEST = 48 * 1024 * 1024;

function archive(bytes: Buffer): ActionCode {
  return { code: bytes.toString('base64'), binary: true };
}

type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

/** A case in which an archive is delivered, and its `exec` answers. */
function accepted(definition: Definition, createCode: () => ActionCode, expected: unknown = OK): ConformanceCase {
  return defineCase({ ...definition, supports: ['archives', 'executables'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.startWith(createCode());
    t.expectAnswer(await runtime.run({}), { status: 200, json: expected }, 'POST /run');
  });
}

/** A case in which an archive is refused. @param error what the error says, besides being there */
function refused(definition: Definition, createCode: () => ActionCode, error: true | RegExp = true): ConformanceCase {
  return defineCase({ ...definition, supports: ['archives'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    const answer = await runtime.initSample(createCode());
    t.expectAnswer(answer, { status: 502, error }, 'POST /init');
  });
}

/** The same where the platform breaks otherwise: any error will do. */
function failed(definition: Omit<Definition, 'severity'>, createCode: () => ActionCode): ConformanceCase {
  const required = { ...definition, severity: 'required' } as const;
  return defineCase({ ...required, supports: ['archives'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    t.expectAnswer(await runtime.initSample(createCode()), { failure: true }, 'POST /init');
  });
}

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

/** What `POST /init` does with archives. */
export const ARCHIVES_CASES: readonly ConformanceCase[] = [
  accepted(
    {
      id: 'archives/deflated',
      title: 'a zip with a compressed exec at its root runs',
      severity: 'required',
      source: ZIP,
      remedy: 'With "binary": true, decode the code as base64, unpack it into the action directory and run exec.',
    },
    () => archive(createZip({ exec: EXEC })),
  ),
  accepted(
    {
      id: 'archives/stored',
      title: 'a zip whose entries are not compressed runs',
      severity: 'required',
      source: 'PKWARE APPNOTE, 4.4.5: compression method 0',
      remedy: 'Unpack entries that are stored as well as deflated ones.',
    },
    () => archive(createZip({ exec: { ...EXEC, isStored: true } })),
  ),
  accepted(
    {
      id: 'archives/exec-gets-mode',
      title: 'exec is executable, whatever the mode of its entry is',
      severity: 'required',
      source: `${skeleton}: exec replaces the stub, and keeps its mode`,
      remedy: 'Make exec executable after unpacking.',
    },
    () => archive(createZip({ exec: { data: ANSWER, mode: 0o644 } })),
  ),
  accepted(
    {
      id: 'archives/other-files',
      title: 'the other files of a zip are in the working directory, in their folders',
      severity: 'required',
      source: `${document}: an archive may have whatever the action needs`,
      remedy: 'Unpack all entries, and start the action in the directory that they are in.',
    },
    () =>
      archive(
        createZip({
          exec: program('cat data/result.json'),
          'data/result.json': { data: '{"ok": true}' },
        }),
      ),
  ),
  accepted(
    {
      id: 'archives/keeps-modes',
      title: 'programs next to exec are executable if their entries say so',
      severity: 'recommended',
      source: `${defect}: unix modes in a zip lost, helpers not executable`,
      remedy: 'Set the permission bits that the external attributes of each entry have.',
    },
    () => archive(createZip({ exec: program('./helper'), helper: EXEC })),
  ),
  accepted(
    {
      id: 'archives/without-modes',
      title: 'scripts in a zip without Unix attributes are executable',
      severity: 'recommended',
      source: `${DELIVERY}: archives of Windows and of several libraries have no modes`,
      remedy: 'Give entries without Unix attributes mode 0755 if they begin like a program.',
    },
    () =>
      archive(createZip({ exec: { data: '#!/bin/sh\n./helper\n', mode: null }, helper: { data: ANSWER, mode: null } })),
  ),
  accepted(
    {
      id: 'archives/links',
      title: 'a symbolic link that stays inside the archive is a link',
      severity: 'recommended',
      source: `${DELIVERY}: Zip archives`,
      remedy: 'Create entries of the type symbolic link as links, after checking where they lead.',
    },
    () =>
      archive(
        createZip({
          exec: program('cat latest.json'),
          'result.json': { data: '{"ok": true}' },
          'latest.json': { data: 'result.json', isLink: true },
        }),
      ),
  ),
  accepted(
    {
      id: 'archives/unicode-names',
      title: 'names of files beyond ASCII are UTF-8',
      severity: 'recommended',
      source: 'PKWARE APPNOTE, 4.4.4: bit 11, the name is UTF-8',
      remedy: 'Decode names as UTF-8 if their entry says so.',
    },
    () => archive(createZip({ exec: program('cat größe-値.json'), 'größe-値.json': { data: '{"ok": true}' } })),
  ),
  accepted(
    {
      id: 'archives/comment',
      title: 'a zip with a comment at its end is read',
      severity: 'recommended',
      source: 'PKWARE APPNOTE, 4.3.16: .ZIP file comment',
      remedy: 'Look for the end record from the end of the archive, not only at the last 22 bytes.',
    },
    () => archive(withComment(createZip({ exec: EXEC }), 'made for a test')),
  ),
  accepted(
    {
      id: 'archives/padding',
      title: 'a zip with NUL bytes behind it is read',
      severity: 'informative',
      source: `${DELIVERY}: bsdtar pads what it writes to a pipe`,
      remedy: 'Ignore NUL bytes behind the end record.',
    },
    () => archive(Buffer.concat([createZip({ exec: EXEC }), Buffer.alloc(4096)])),
  ),
  accepted(
    {
      id: 'archives/many-entries',
      title: 'a zip with 300 files is unpacked',
      severity: 'recommended',
      source: `${document}: an archive may have whatever the action needs, such as its packages`,
      remedy: 'Set limits for archives that packages of real actions do not reach.',
    },
    () => {
      const files = Array.from({ length: 300 }, (_, index) => [`data/${index}`, { data: '' }] as const);
      return archive(createZip({ exec: EXEC, ...Object.fromEntries(files) }));
    },
  ),
  accepted(
    {
      id: 'archives/base64-in-lines',
      title: 'base64 with line breaks, as the command base64 writes it, is decoded',
      severity: 'recommended',
      source: 'RFC 2045, 6.8: encoded lines have at most 76 characters; line breaks are ignored',
      remedy: 'Ignore white space in base64.',
    },
    () => {
      const { code } = archive(createZip({ exec: EXEC }));
      return { code: code.replace(/.{76}/g, '$&\n'), binary: true };
    },
  ),
  accepted(
    {
      id: 'archives/base64-without-padding',
      title: 'base64 without padding is decoded',
      severity: 'informative',
      source: 'RFC 4648, 3.2: padding may be left out where the length is known',
      remedy: 'Accept base64 whose = at the end are missing.',
    },
    () => {
      const zips = ['', '.', '..'].map((data) => createZip({ exec: EXEC, data: { data, isStored: true } }));
      const padded = zips.find(({ length }) => length % 3 !== 0) ?? Buffer.alloc(0);
      return { code: padded.toString('base64').replace(/=+$/, ''), binary: true };
    },
  ),
  accepted(
    {
      id: 'archives/base64-for-urls',
      title: 'base64 in the alphabet for URLs is decoded',
      severity: 'informative',
      source: 'RFC 4648, 5: base64url',
      remedy: 'Accept - and _ for + and /.',
    },
    () => {
      // In base64 these are +j4+Pj8/Pz8/, wherever they begin.
      const zip = createZip({ exec: EXEC, data: { data: '>>>>>>??????', isStored: true } });
      const code = zip.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
      return { code, binary: true };
    },
  ),
  accepted(
    {
      id: 'archives/largest',
      title: 'a zip that is as large as the platform allows is accepted',
      severity: 'required',
      source: `${invoker}: code has at most 48 MB, as it is sent`,
      remedy: 'Accept bodies of 48 MB and a little more.',
    },
    () => {
      const bytes = Math.floor((LARGEST / 4) * 3) - 2_000;
      return archive(createZip({ exec: EXEC, data: { data: Buffer.alloc(bytes, 'x'), isStored: true } }));
    },
  ),
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
