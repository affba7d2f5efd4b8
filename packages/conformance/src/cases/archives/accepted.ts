import type { ConformanceCase } from '../../case/case.js';
import { createZip, withComment } from '../support/create-zip.js';
import { SOURCES } from '../support/sources.js';
import { ANSWER, accepted, archive, DELIVERY, EXEC, program, ZIP } from './support.js';

const { document, invoker, skeleton, defect } = SOURCES;

/** The largest code that the platform accepts, as the message has it. */
const LARGEST = 48 * 1024 * 1024;

/** Archives that run. */
export const ARCHIVES_ACCEPTED_CASES: readonly ConformanceCase[] = [
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
];
