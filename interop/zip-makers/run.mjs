/** Packs the project with each maker, reads what was written, and delivers it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hasCommand, runCommand } from '../commands.mjs';
import { LIBRARIES } from './libraries.mjs';
import { PACKAGERS } from './packagers.mjs';
import { writeProject } from './project.mjs';
import { readArchive } from './readers.mjs';
import { describeStructure, pathOf } from './structure.mjs';
import { TOOLS } from './tools.mjs';

export default async function run({ row, work, folder, missing }) {
  const goReader = path.join(work, 'unpack');
  runCommand('go', ['build', '-o', goReader, path.join(folder, 'unpack.go')], missing);
  for (const { id, name, version, needs, commands = [], pack } of [...TOOLS, ...LIBRARIES, ...PACKAGERS]) {
    await row({
      id,
      name,
      version,
      needs,
      see: async (...packages) => {
        const lacking = commands.find((command) => !hasCommand(command));
        if (lacking !== undefined) throw missing(`there is no ${lacking}`);
        const [home, project] = [path.join(work, id), path.join(work, id, 'project')];
        writeProject(project);
        const archive = path.join(home, 'archive.zip');
        const run = (command, args, options) => runCommand(command, args, missing, { cwd: project, ...options });
        const found = (await pack({ project, archive, home, packages, run, folder })) ?? archive;
        const bytes = fs.readFileSync(found);
        return {
          ...describeStructure(bytes),
          ...(await readArchive(found, home, { binary: pathOf(bytes, 'exec'), goReader })),
        };
      },
    });
  }
}
