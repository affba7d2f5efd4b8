/** Packs the project with each maker, reads what was written, and delivers it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runMakers } from '../makers.mjs';
import { deliver } from '../zip-makers/readers.mjs';
import { MAKERS } from './makers.mjs';
import { describeTar, pathOf, readEntries } from './structure.mjs';

export default async function run(subject) {
  await runMakers(subject, MAKERS, 'archive.tar', async (archive, home) => {
    const entries = readEntries(fs.readFileSync(archive));
    return { ...describeTar(entries), ours: await deliver(archive, path.join(home, 'ours'), pathOf(entries, 'exec')) };
  });
}
