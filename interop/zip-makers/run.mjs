/** Packs the project with each maker, reads what was written, and delivers it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describeLack } from '../../scripts/interop/lacking.js';
import { isInstalled } from '../../scripts/programs.js';
import { runCommand } from '../commands.mjs';
import { runMakers } from '../makers.mjs';
import { APPLICATIONS } from './applications.mjs';
import { FUNCTIONS } from './functions.mjs';
import { LANGUAGES } from './languages.mjs';
import { LIBRARIES } from './libraries.mjs';
import { PYTHON } from './python.mjs';
import { deliver, READERS } from './readers.mjs';
import { describeStructure, pathOf } from './structure.mjs';
import { TOOLS } from './tools.mjs';

const MAKERS = [...TOOLS, ...LIBRARIES, ...PYTHON, ...LANGUAGES, ...FUNCTIONS, ...APPLICATIONS];

export default async function run(subject) {
  const readers = READERS.filter(({ id, command }) => {
    const isThere = isInstalled(command);
    if (!isThere) subject.skipColumn(id, describeLack(command));
    return isThere;
  });
  const goReader = path.join(subject.work, 'unpack');
  if (readers.some(({ id }) => id === 'go')) buildGoReader(goReader, subject);
  await runMakers(subject, MAKERS, 'archive.zip', async (archive, home) => {
    const bytes = fs.readFileSync(archive);
    const ours = await deliver(archive, path.join(home, 'ours'), pathOf(bytes, 'exec'));
    const others = readers.map(({ id, read }) => [id, read(archive, path.join(home, id), goReader)]);
    return { ...describeStructure(bytes), ours, ...Object.fromEntries(others) };
  });
}

function buildGoReader(program, { folder, missing }) {
  runCommand('go', ['build', '-o', program, path.join(folder, 'unpack.go')], missing);
}
