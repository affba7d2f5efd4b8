import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { isInstalled } from '../action/explain-runner.js';
import { printResult } from '../invoke/print-result.js';
import { folderOf } from '../project/check-name.js';
import { TEMPLATES } from '../project/languages.js';
import { planProject } from '../project/plan-project.js';
import { selectLanguage } from '../project/select-language.js';
import { requireNothing, writeProject } from '../project/write-project.js';

const EXAMPLES = `
Templates:
  script    an interpreter runs a file, once for each activation: node, python3, perl, ruby, php, lua, bash
  compiled  a compiler makes a program at init: gcc, g++, go, rustc
  loop      one process loads a function and answers all activations: node, python3, perl, ruby

Examples:
  $ actionrunner new perl-runtime --language perl
  $ actionrunner new go-runtime --template compiled --language go --js
  $ actionrunner new python-runtime --template loop --language python3 --dry-run

Exit codes:
  0  the project is written
  2  it cannot be written; nothing of it is left
  3  wrong usage, or the folder is not empty`;

interface NewFlags {
  readonly template?: string;
  readonly language?: string;
  readonly js?: boolean;
  readonly ts?: boolean;
  readonly dryRun?: boolean;
}

/** `actionrunner new`: creates the project of a runtime. */
export function newCommand(): Command {
  return new Command('new')
    .description('create the project of a new runtime')
    .argument('<name>', 'name of the package and of its folder, which is created here')
    .option('--template <name>', `${TEMPLATES.join(', ')}; default: that of the language, else script`)
    .option('--language <command>', 'the program that runs or compiles actions; default: node, or gcc for compiled')
    .addOption(new Option('--ts', 'write the runtime in TypeScript (default)').conflicts('js'))
    .option('--js', 'write the runtime in JavaScript')
    .option('--dry-run', 'list the files only')
    .addHelpText('after', EXAMPLES)
    .action(createProject);
}

async function createProject(name: string, flags: NewFlags): Promise<void> {
  const folder = folderOf(name);
  const selection = selectLanguage(flags.language, flags.template);
  const files = planProject({ ...selection, name, folder, isTypeScript: !flags.js, version: readVersion() });
  requireNothing(folder);
  if (!flags.dryRun) {
    writeProject(folder, files);
  }
  const list = files.map(({ path }) => `${folder}/${path}\n`).join('');
  await printResult(`${list}\n${flags.dryRun ? describePlan(folder, files.length) : describeNext(folder)}`);
  const [program = ''] = selection.command;
  if (!program.includes('/') && !isInstalled(program)) {
    process.stderr.write(
      `actionrunner: warning: ${program} is not installed here: the tests of ${folder} need it, its image does not.\n`,
    );
  }
}

function describePlan(folder: string, count: number): string {
  return `${count} files would be written to ${folder}; nothing was.\n`;
}

function describeNext(folder: string): string {
  return `Created ${folder}. Next:\n  cd ${folder}\n  npm install\n  npm test\n  npm run check\n`;
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
