import { crc32 } from 'node:zlib';
import { buildZip, type ZipEntry } from '../../../support/zip-builder.js';
import type { Fault, Section } from '../fault.js';
import { MOUNT } from '../needs.js';
import { SMALL_DISK } from '../places.js';

/** An init with an archive that is refused; nothing of it is written. */
function refused(name: string, zip: readonly ZipEntry[] | string, kind: 'INVALID' | 'REFUSED', says: string): Fault {
  const code = typeof zip === 'string' ? zip : buildZip(zip).toString('base64');
  return {
    name,
    setup: { runner: 'native' },
    act: (runtime) => runtime.init(code, { binary: true }),
    client: { status: 502, code: `ERR_RUNNER_ARCHIVE_${kind}`, says },
    stderr: [says],
    after: 'failed',
  };
}

/** An init with an archive in which there is nothing to run; the stub does not run in its place. */
function lacks(name: string, zip: readonly ZipEntry[], why: string): Fault {
  const says = `Zip file does not include exec at its root${why}`;
  return {
    name,
    setup: { runner: 'native' },
    act: (runtime) => runtime.init(zip),
    client: { status: 502, code: 'ERR_RUNNER_NO_BINARY', says },
    stderr: [says],
    after: 'failed',
  };
}

const WORKS = `echo '{"ok":true}'\n`;
const RUN = '#!/bin/sh\n';
/** größe, in code page 437. */
const GROSSE = Buffer.from([0x67, 0x72, 0x94, 0xe1, 0x65]);
/** Runs a program of the archive, by its name. */
const WINDOWS: readonly ZipEntry[] = [
  { name: 'exec', data: `${RUN}exec ./bin/größe\n`, host: 0, flags: 0 },
  { name: Buffer.concat([Buffer.from('bin\\'), GROSSE]), data: RUN + WORKS, host: 0, flags: 0 },
];
const PADDED = Buffer.concat([buildZip([{ name: 'exec', data: RUN + WORKS }]), Buffer.alloc(10_000)]).toString(
  'base64',
);
const cut = buildZip([{ name: 'exec', data: RUN.repeat(100) }])
  .subarray(0, 60)
  .toString('base64');

/** Code that comes as a zip. */
export const ARCHIVE: Section = {
  title: 'Archives and the disk',
  faults: [
    refused(
      'code that is not base64',
      '#!/bin/sh',
      'INVALID',
      'The code is not valid base64: unexpected character "#" at position 0.',
    ),
    refused(
      'code that is not a zip',
      Buffer.from('hello').toString('base64'),
      'INVALID',
      'The code is not a valid zip archive: it does not start like one, and not like a tar.gz, an ELF executable or a script with a #! line.',
    ),
    refused(
      'code that is an archive of another kind',
      Buffer.from('\xfd7zXZ\0', 'latin1').toString('base64'),
      'REFUSED',
      'The archive is not accepted: it is an xz file; deliver a zip or a tar.gz of its files.',
    ),
    refused(
      'code that went through text',
      Buffer.from('\x7fELF\x02\x01\x01\0\ufffd').toString('base64'),
      'INVALID',
      'The code is damaged: it is an ELF executable that was turned into text; deliver its original bytes, as base64 with "binary": true.',
    ),
    refused(
      'a zip that is cut off',
      cut,
      'INVALID',
      'The code is not a valid zip archive: it has no end record; it may have been cut off, or something may have been added to it.',
    ),
    refused(
      'a zip with a damaged file',
      [{ name: 'exec', data: RUN, crc: crc32('other') }],
      'INVALID',
      'The code is not a valid zip archive: its entry "exec" is damaged, …',
    ),
    refused(
      'a zip that writes outside the action directory',
      [{ name: '../exec', data: RUN }],
      'REFUSED',
      'The archive is not accepted: its entry "../exec" has a ".." in its path; zip from inside the folder.',
    ),
    refused(
      'a zip with a link that leads outside',
      [{ name: 'exec', link: '../../bin/sh' }],
      'REFUSED',
      'The archive is not accepted: its entry "exec" is a link to "../../bin/sh", which leads out of the archive…',
    ),
    {
      ...refused(
        'a zip bomb',
        [{ name: 'exec', data: Buffer.alloc(1_000_000) }],
        'REFUSED',
        'The archive is not accepted: it unpacks to more than the 100000 bytes allowed.',
      ),
      setup: { runner: 'native', options: ['--max-archive-bytes', '100000'] },
    },
    {
      ...refused(
        'a zip with too many files',
        [{ name: 'exec' }, { name: 'b' }, { name: 'c' }],
        'REFUSED',
        'The archive is not accepted: it has 3 entries; at most 2 are allowed.',
      ),
      setup: { runner: 'native', options: ['--max-archive-entries', '2'] },
    },
    refused(
      'a zip whose names are declared as UTF-8 and are not',
      [{ name: GROSSE, data: RUN }],
      'REFUSED',
      'The archive is not accepted: its entry "gr…e" has a name that is not UTF-8; zip it with UTF-8 names.',
    ),
    {
      name: 'a zip of Windows: names in code page 437, no modes',
      setup: { runner: 'native' },
      act: (runtime) => runtime.init(WINDOWS),
      client: { status: 200, says: '{"ok":true}' },
      framed: false,
      after: 'works',
    },
    {
      name: 'a zip with NUL bytes behind it, as bsdtar pads it',
      setup: { runner: 'native' },
      act: (runtime) => runtime.init(PADDED, { binary: true }),
      client: { status: 200, says: '{"ok":true}' },
      framed: false,
      after: 'works',
    },
    lacks('a zip without an executable', [{ name: 'README', data: 'hello' }], ', but "README".'),
    lacks(
      'a zip with everything in a folder',
      [{ name: 'hello/exec', data: RUN }, { name: 'hello/README' }],
      ': exec is in the folder "hello"; zip from inside that folder.',
    ),
    lacks('an empty zip', [], ': it is empty.'),
    {
      name: 'the disk is full at the init',
      setup: { runner: 'native', place: SMALL_DISK },
      act: (runtime) => runtime.init([{ name: 'exec', data: Buffer.alloc(2_000_000, '#') }]),
      client: {
        status: 502,
        code: 'ERR_RUNNER_DELIVERY',
        says: 'The code could not be written to the action directory: ENOSPC…',
      },
      stderr: ['ENOSPC: no space left on device, …'],
      after: 'failed',
      needs: [MOUNT],
    },
    {
      name: 'the disk is full when the action writes',
      setup: {
        runner: 'native',
        place: SMALL_DISK,
        code: `#!/bin/sh\ncase "$1" in *fault*) head -c 2000000 /dev/zero >big;; esac\nrm -f big\n${WORKS}`,
      },
      client: { status: 200, says: '{"ok":true}' },
      stderr: ['…No space left on device'],
      after: 'works',
      needs: [MOUNT],
    },
  ],
};
