/** Packs the project with each maker, reads what was written, and delivers it. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { LIBRARIES } from './libraries.mjs';
import { PACKAGERS } from './packagers.mjs';
import { writeProject } from './project.mjs';
import { readArchive } from './readers.mjs';
import { describeStructure, pathOf } from './structure.mjs';
import { TOOLS } from './tools.mjs';

export default async function run({ row, work, folder, missing }) {
  const goReader = path.join(work, 'unpack');
  execute('go', ['build', '-o', goReader, path.join(folder, 'unpack.go')], missing);
  for (const { id, name, version, needs, commands = [], pack } of [...TOOLS, ...LIBRARIES, ...PACKAGERS]) {
    await row({
      id,
      name,
      version,
      needs,
      see: async (...packages) => {
        for (const command of commands) requireCommand(command, missing);
        const [home, project] = [path.join(work, id), path.join(work, id, 'project')];
        writeProject(project);
        const archive = path.join(home, 'archive.zip');
        const run = (command, args, options) => execute(command, args, missing, { cwd: project, ...options });
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

function requireCommand(command, missing) {
  if (spawnSync('sh', ['-c', `command -v "$0"`, command]).status !== 0) throw missing(`there is no ${command}`);
}

/** Runs a command; a failure is an error with what it printed. */
function execute(command, args, missing, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (error?.code === 'ENOENT') throw missing(`there is no ${command}`);
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')}: ${error ?? `exit status ${status}`}: ${`${stdout}${stderr}`.slice(-2000)}`,
    );
  return stdout;
}
