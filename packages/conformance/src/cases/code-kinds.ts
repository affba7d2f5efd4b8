// Long because most of it is texts that a report shows, one case after the other.
import { gzipSync } from 'node:zlib';
import { type CaseDefinition, type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { ActionCode } from '../manifest/action-code.js';
import { createElf, OTHER_MACHINE } from './support/create-elf.js';
import { createTar } from './support/create-tar.js';
import { createZip } from './support/create-zip.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, skeleton, defect } = SOURCES;
const DELIVERY = 'ActionRunner, docs/reference/delivery.md';
const PROXY = 'openwhisk-runtime-go, docs/ACTION.md and openwhisk/extractor.go';
const SHELL = `${defect}: what Linux refuses to start is handed to a shell, which reads its bytes as commands`;

const OK = { ok: true };
const ANSWER = script(`echo '{"ok": true}'`).code;

/** What a shell would answer if it were given bytes other than a script. */
const READ_BY_SHELL = `\necho '{"shell": true}'\n`;

function single(bytes: Buffer): ActionCode {
  return { code: bytes.toString('base64'), binary: true };
}

function zipped(bytes: Buffer): ActionCode {
  return single(createZip({ exec: { data: bytes, mode: 0o755 } }));
}

function elf(t: CaseContext, machine?: number): Buffer {
  return createElf(process.arch, machine) ?? t.skip(`the kit has no executable for ${process.arch}`);
}

type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

/** A case in which code is delivered and answers. */
function accepted(
  definition: Definition,
  createCode: (t: CaseContext) => ActionCode,
  expected: unknown = OK,
): ConformanceCase {
  return defineCase({ ...definition, supports: ['executables'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.startWith(createCode(t));
    t.expectAnswer(await runtime.run({}), { status: 200, json: expected }, 'POST /run');
  });
}

/** A case in which the init fails. @param error what the error says, besides being there */
function refused(
  definition: Definition,
  createCode: (t: CaseContext) => ActionCode,
  error: true | RegExp = true,
): ConformanceCase {
  return defineCase({ ...definition, supports: ['executables'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    const answer = await runtime.initSample(createCode(t));
    if (error !== true && answer.status === 200) t.skip('the init does not fail');
    t.expectAnswer(answer, error === true ? { status: 502, error } : { error }, 'POST /init');
  });
}

/** A case in which bytes other than a program must not be read by a shell, neither at the init nor at the run. */
function notRun(definition: Definition, createCode: (t: CaseContext) => ActionCode): ConformanceCase {
  return defineCase({ ...definition, supports: ['executables'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    const init = await runtime.initSample(createCode(t));
    if (init.status !== 200) return;
    const { status } = await runtime.run({});
    t.expect(status === 200 ? 'it runs' : 'an error', 'what comes of the code').toBe('an error');
  });
}

/** What `POST /init` does with code of different kinds, for a runtime of executables. */
export const CODE_KINDS_CASES: readonly ConformanceCase[] = [
  accepted(
    {
      id: 'code-kinds/interpreter',
      title: 'a script runs under the interpreter of its first line, with the option that is there',
      severity: 'required',
      source: `${skeleton}: the code is a file that Linux starts`,
      remedy: 'Start the file itself instead of giving it to a shell.',
    },
    () => ({ code: `#!/bin/sh -u\ncase $- in *u*) echo '{"ok": true}' ;; *) echo '{"ok": false}' ;; esac\n` }),
  ),
  accepted(
    {
      id: 'code-kinds/no-final-newline',
      title: 'a script whose last line has no newline runs',
      severity: 'required',
      source: `${skeleton}: writes the code as it is`,
      remedy: 'Write the code to the file unchanged.',
    },
    () => ({ code: ANSWER.trimEnd() }),
  ),
  accepted(
    {
      id: 'code-kinds/exact-text',
      title: 'a script is written unchanged: with its blanks, tabs and blank lines at the end',
      severity: 'required',
      source: `${skeleton}: writes the code as it is`,
      remedy: 'Write the code to the file unchanged.',
    },
    () => ({ code: `#!/bin/sh\nprintf '{"lines": %d}\\n' "$(tail -n 4 "$0" | wc -l)"\nexit\n\t \n\n\n\n` }),
    { lines: 4 },
  ),
  accepted(
    {
      id: 'code-kinds/text-without-interpreter',
      title: 'a script without a first line with #! runs under a shell',
      severity: 'informative',
      source: `${DELIVERY}: Checks of the executable`,
      remedy: 'Give text without an interpreter line to /bin/sh, or refuse it at the init.',
    },
    () => ({ code: `echo '{"ok": true}'\n` }),
  ),
  accepted(
    {
      id: 'code-kinds/executable-in-zip',
      title: 'an executable for Linux in a zip runs',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-docker.md: exec may be a compiled program',
      remedy: 'Write exec byte for byte, make it executable and start it.',
    },
    (t) => zipped(elf(t)),
  ),
  accepted(
    {
      id: 'code-kinds/single-executable',
      title: 'an executable for Linux runs without a zip around it',
      severity: 'recommended',
      source: `${PROXY}: what is not a zip becomes exec`,
      remedy: 'With "binary": true, take bytes that begin with 7f 45 4c 46 as the executable.',
    },
    (t) => single(elf(t)),
  ),
  accepted(
    {
      id: 'code-kinds/single-script',
      title: 'a script that is sent as base64 runs without a zip around it',
      severity: 'informative',
      source: `${PROXY}: what is not a zip becomes exec`,
      remedy: 'With "binary": true, take bytes that begin with #! as the script.',
    },
    () => single(Buffer.from(ANSWER)),
  ),
  accepted(
    {
      id: 'code-kinds/single-script-in-latin-1',
      title: 'a script in ISO-8859-1 that is sent as base64 is not changed',
      severity: 'informative',
      source: `${DELIVERY}: Single files`,
      remedy: 'Write what base64 has as bytes, not as text.',
    },
    () => {
      const bytes = `bytes=$(printf 'é' | wc -c)\nprintf '{"bytes": %d}\\n' "$bytes"`;
      return single(Buffer.from(script(bytes).code, 'latin1'));
    },
    { bytes: 1 },
  ),
  accepted(
    {
      id: 'code-kinds/tar-gz',
      title: 'a tar that is compressed with gzip is unpacked',
      severity: 'informative',
      source: `${DELIVERY}: Tar archives`,
      remedy: 'Unpack archives that begin with 1f 8b as a compressed tar.',
    },
    () => single(gzipSync(createTar({ exec: ANSWER }))),
  ),
  accepted(
    {
      id: 'code-kinds/tar',
      title: 'a tar is unpacked',
      severity: 'informative',
      source: `${DELIVERY}: Tar archives`,
      remedy: 'Unpack archives with "ustar" at byte 257 as a tar.',
    },
    () => single(createTar({ exec: ANSWER })),
  ),
  refused(
    {
      id: 'code-kinds/other-archive',
      title: 'an archive of a kind that is not known fails the init',
      severity: 'recommended',
      source: `${DELIVERY}: Single files`,
      remedy: 'Answer 502 to what is neither an archive that you know nor a program.',
    },
    () => single(Buffer.from('fd377a585a000004e6d6b446', 'hex')),
  ),
  refused(
    {
      id: 'code-kinds/other-archive-is-named',
      title: 'the error for an archive of xz says what it is, or what is accepted',
      severity: 'informative',
      source: `${DELIVERY}: the error names it`,
      remedy: 'Say in the error what the archive is, and that a zip is needed.',
    },
    () => single(Buffer.from('fd377a585a000004e6d6b446', 'hex')),
    /xz/i,
  ),
  defineCase(
    {
      id: 'code-kinds/windows-line-endings',
      title: 'a script with Windows line endings fails the init',
      severity: 'recommended',
      source: `${DELIVERY}: the first line names no interpreter, so the script cannot start`,
      remedy: 'Check at the init whether the first line ends with CR, and answer 502.',
      supports: ['executables'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.initSample({ code: ANSWER.replaceAll('\n', '\r\n') });
      if (answer.status === 200) {
        const run = await runtime.run({});
        if (run.status === 200) t.skip('the runtime runs such scripts');
      }
      t.expectAnswer(answer, { status: 502 }, 'POST /init');
    },
  ),
  refused(
    {
      id: 'code-kinds/windows-line-endings-are-named',
      title: 'the error for a script with Windows line endings says so',
      severity: 'informative',
      source: `${DELIVERY}: Checks of the executable`,
      remedy: 'Name the line endings in the error; "not found" sends people to look for the interpreter.',
    },
    () => ({ code: ANSWER.replaceAll('\n', '\r\n') }),
    /line ending|CR ?LF|windows/i,
  ),
  refused(
    {
      id: 'code-kinds/missing-interpreter',
      title: 'a script whose interpreter is not there fails the init',
      severity: 'recommended',
      source: `${document}: an init that succeeds means that the action can run`,
      remedy: 'Check at the init whether the interpreter of the first line exists.',
    },
    () => ({ code: '#!/usr/bin/nonesuch\necho {}\n' }),
  ),
  defineCase(
    {
      id: 'code-kinds/byte-order-mark',
      title: 'a script behind a byte order mark fails the init, or runs as it should',
      severity: 'informative',
      source: `${DELIVERY}: the mark hides the first line, so a shell runs it whatever the line says`,
      remedy: 'Refuse text that begins with ef bb bf.',
      supports: ['executables'],
      requires: ['fresh', 'logs'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample({ code: `\uFEFF${ANSWER}` });
      if (status !== 200) return;
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'POST /run');
      const { lines } = await runtime.logs();
      t.expect(lines.stderr, 'the lines of stderr').toBe([]);
    },
  ),
  notRun(
    {
      id: 'code-kinds/executable-of-another-system',
      title: 'an executable of another system is not read by a shell',
      severity: 'recommended',
      source: SHELL,
      remedy: 'Start only what begins with #! or is an executable of this system, and refuse the rest at the init.',
    },
    () => zipped(Buffer.concat([Buffer.from('cffaedfe0c000001', 'hex'), Buffer.from(READ_BY_SHELL)])),
  ),
  notRun(
    {
      id: 'code-kinds/executable-of-another-processor',
      title: 'an executable for another processor is not run',
      severity: 'recommended',
      source: SHELL,
      remedy: 'Check the processor in the header of the executable, and refuse another one at the init.',
    },
    (t) => zipped(Buffer.concat([elf(t, OTHER_MACHINE), Buffer.from(READ_BY_SHELL)])),
  ),
  refused(
    {
      id: 'code-kinds/executable-sent-as-text',
      title: 'an executable that was turned into text fails the init',
      severity: 'recommended',
      source: `${DELIVERY}: bytes that are not UTF-8 are lost, so the file cannot be what it was`,
      remedy: 'Refuse text that begins like an executable and has U+FFFD in it.',
    },
    (t) => ({ code: Buffer.concat([elf(t), Buffer.from('ffaedf', 'hex')]).toString() }),
  ),
  refused(
    {
      id: 'code-kinds/folder-as-executable',
      title: 'a zip with a folder named exec fails the init',
      severity: 'informative',
      source: `${DELIVERY}: an archive without anything to run fails the init`,
      remedy: 'Check at the init whether exec is a file.',
    },
    () => single(createZip({ 'exec/': { data: '', mode: 0o755 }, 'exec/main': { data: ANSWER, mode: 0o755 } })),
  ),
];
