/** Packs the project with each maker, reads what was written, and delivers it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hasCommand, runCommand } from '../commands.mjs';
import { writeProject } from '../zip-makers/project.mjs';
import { deliver } from '../zip-makers/readers.mjs';
import { MAKERS } from './makers.mjs';
import { describeTar, pathOf, readEntries } from './structure.mjs';

export default async function run({ row, work, missing }) {
  for (const { id, name, version, needs, commands = [], pack } of MAKERS) {
    const see = async (...packages) => {
      const lacking = commands.find((command) => !hasCommand(command));
      if (lacking !== undefined) throw missing(`there is no ${lacking}`);
      const home = path.join(work, id);
      const project = path.join(home, 'project');
      writeProject(project);
      const archive = path.join(home, 'archive.tar');
      const call = (program, args, options) => runCommand(program, args, missing, { cwd: project, ...options });
      const found = (await pack({ project, archive, home, packages, run: call })) ?? archive;
      const entries = readEntries(fs.readFileSync(found));
      return { ...describeTar(entries), ours: await deliver(found, path.join(home, 'ours'), pathOf(entries, 'exec')) };
    };
    await row({ id, name, version, needs, see });
  }
}
