import { spawnSync } from 'node:child_process';
import { loopProgram } from '../../../core/test/support/loop-program.js';

/** Where programs are that every user may run: those of another user's home are not. */
export const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/** Code of each runner that runs a shell command at each activation and answers with the JSON it prints. */
export interface ShellAction {
  readonly name: string;
  readonly runner: string;
  /** The program that has to be installed. */
  readonly program: string;
  /** `$1` is the number of the runtime's process. */
  readonly code: (command: string) => string;
  /** Fields of the init message. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

const script = (command: string): string => `#!/bin/sh\nset -- "$PPID"\n${command}\n`;

/** A function of C that becomes a shell, whose parent is the runtime. */
const c = (name: string) => (command: string) =>
  [
    '#include <stdio.h>',
    '#include <unistd.h>',
    `int ${name}(int argc, char **argv) {`,
    '    char runtime[20];',
    '    sprintf(runtime, "%d", (int) getppid());',
    `    execl("/bin/sh", "sh", "-c", ${JSON.stringify(command)}, "sh", runtime, (char *) NULL);`,
    '    return 1;',
    '}',
    '',
  ].join('\n');

export const SHELL_ACTIONS: readonly ShellAction[] = [
  { name: 'native', runner: 'native', program: 'sh', code: script },
  { name: 'bash', runner: 'bash', program: 'bash', code: (command) => `set -- "$PPID"\n${command}\n` },
  { name: 'c', runner: 'c', program: 'gcc', code: c('main') },
  {
    name: 'c with a function of another name',
    runner: 'c',
    program: 'gcc',
    code: c('hello'),
    fields: { main: 'hello' },
  },
  {
    name: 'python',
    runner: 'python',
    program: 'python3',
    code: (command) =>
      [
        'import json, os, subprocess',
        `COMMAND = ${JSON.stringify(command)}`,
        'def main(args):',
        "    shell = ['sh', '-c', COMMAND, 'sh', str(os.getppid())]",
        '    output = subprocess.run(shell, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout',
        '    return json.loads(output)',
        '',
      ].join('\n'),
  },
  {
    name: 'loop',
    runner: 'loop',
    program: 'node',
    code: (command) =>
      loopProgram(
        `const shell = ['-c', ${JSON.stringify(command)}, 'sh', String(process.ppid)];`,
        "const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };",
        "answer(JSON.parse(require('node:child_process').execFileSync('sh', shell, options)));",
      ),
  },
];

/** Whether a program is where every user finds it. */
export function isInstalled(program: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: SYSTEM_PATH } }).status === 0;
  if (!found) {
    console.warn(`SKIPPED: ${program} is not in ${SYSTEM_PATH}, where every user finds it.`);
  }
  return found;
}
