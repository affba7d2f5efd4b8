/** Packs the project with each maker, reads what was written, and delivers it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCommand } from '../commands.mjs';
import { runMakers } from '../makers.mjs';
import { LIBRARIES } from './libraries.mjs';
import { PACKAGERS } from './packagers.mjs';
import { readArchive } from './readers.mjs';
import { describeStructure, pathOf } from './structure.mjs';
import { TOOLS } from './tools.mjs';

export default async function run(subject) {
  const { work, folder, missing } = subject;
  const goReader = path.join(work, 'unpack');
  runCommand('go', ['build', '-o', goReader, path.join(folder, 'unpack.go')], missing);
  await runMakers(subject, [...TOOLS, ...LIBRARIES, ...PACKAGERS], 'archive.zip', async (archive, home) => {
    const bytes = fs.readFileSync(archive);
    return {
      ...describeStructure(bytes),
      ...(await readArchive(archive, home, { binary: pathOf(bytes, 'exec'), goReader })),
    };
  });
}
