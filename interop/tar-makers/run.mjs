/** Packs the project with each maker, reads what was written, and delivers it. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeProject } from '../zip-makers/project.mjs';
import { deliver } from '../zip-makers/readers.mjs';
import { MAKERS } from './makers.mjs';
import { describeTar, pathOf, readEntries } from './structure.mjs';

export default async function run({ row, work, missing }) {
  for (const { id, name, version, needs, commands = [], pack } of MAKERS) {
    const see = async (...packages) => {
      for (const command of commands) {
        if (spawnSync('sh', ['-c', 'command -v "$0"', command]).status !== 0) throw missing(`there is no ${command}`);
      }
      const home = path.join(work, id);
      const project = path.join(home, 'project');
      writeProject(project);
      const archive = path.join(home, 'archive.tar');
      const call = (program, args, options) => execute(program, args, { cwd: project, ...options });
      const found = (await pack({ project, archive, home, packages, run: call })) ?? archive;
      const entries = readEntries(fs.readFileSync(found));
      return { ...describeTar(entries), ours: await deliver(found, path.join(home, 'ours'), pathOf(entries, 'exec')) };
    };
    await row({ id, name, version, needs, see });
  }
}

/** Runs a command; a failure is an error with what it printed. */
function execute(command, args, options) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')}: ${error ?? `exit status ${status}`}: ${`${stdout}${stderr}`.slice(-1500)}`,
    );
}
