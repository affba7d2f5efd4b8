import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { getScript } from '../../src/completion/scripts.js';
import { BIN } from '../support/command.js';

const ID = '0123456789abcdef0123456789abcdef';

let sandbox: CommandSandbox;
beforeAll(() => {
  sandbox = makeCommandSandbox(afterFile);
  sandbox.write('bin/actionrunner', `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, 0o755);
  sandbox.write('an action.sh', '');
  sandbox.write('.actionrunner/inputs/james.json', '{}');
  sandbox.write(`.actionrunner/activations/1700000000000-${ID}.json`, '{}');
});

/** Runs a script in a shell, with the command in its PATH. @returns its lines */
function runIn(shell: string, ...args: string[]): string[] {
  const env = { ...process.env, PATH: `${join(sandbox.folder, 'bin')}:${process.env['PATH']}`, HOME: sandbox.folder };
  const { stdout, stderr, error } = spawnSync(shell, args, { cwd: sandbox.folder, env, encoding: 'utf8' });
  expect({ error, stderr }).toEqual({ error: undefined, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

function isInstalled(shell: string): boolean {
  const found = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!found) {
    console.warn(`skipped: ${shell} is not installed`);
  }
  return found;
}

it.each<[line: string, words: string[], replies: string[]]>([
  ['actionrunner comp', ['actionrunner', 'comp'], ['completion']],
  ['actionrunner dev --input ', ['actionrunner', 'dev', '--input', ''], ['james']],
  ['actionrunner dev --isolation=f', ['actionrunner', 'dev', '--isolation', '=', 'f'], ['fork', 'fork=strict']],
  [
    'actionrunner dev --isolation=',
    ['actionrunner', 'dev', '--isolation', '='],
    ['loop', 'process', 'fork', 'fork=strict'],
  ],
  ['actionrunner dev --runner interp', ['actionrunner', 'dev', '--runner', 'interp'], ['interpreter:']],
  ['actionrunner activations get 01', ['actionrunner', 'activations', 'get', '01'], [ID]],
  ['actionrunner invoke an', ['actionrunner', 'invoke', 'an'], ['an action.sh']],
])('bash completes %s', (line, words, replies) => {
  const quote = (text: string) => `'${text}'`;
  const script = `${getScript('bash')}
    COMP_LINE=${quote(line)} COMP_POINT=${line.length}
    COMP_WORDS=(${words.map(quote).join(' ')}) COMP_CWORD=${words.length - 1}
    compopt() { :; }
    _actionrunner
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect(runIn('bash', '--norc', '-c', script)).toEqual(replies);
});

it('fish completes', () => {
  if (!isInstalled('fish')) return;
  const script = `${getScript('fish')}
complete -C 'actionrunner comp'
complete -C 'actionrunner dev --input '
complete -C 'actionrunner invoke an'
complete -C 'actionrunner invoke -P an'
complete -C 'actionrunner invoke a.sh --param-file=an'
complete -C 'actionrunner invoke a.sh --param-file=bin/act'`;
  expect(runIn('fish', '--no-config', '-c', script)).toEqual([
    'completion',
    'james',
    'an action.sh',
    'an action.sh',
    '--param-file=an action.sh',
    '--param-file=bin/actionrunner',
  ]);
});

it('fish shows the newest activation first', () => {
  if (!isInstalled('fish')) return;
  // Neither in the order of their letters, nor in its reverse.
  const ids = ['b', 'c', 'a'].map((letter) => letter.repeat(32));
  ids.forEach((id, index) => {
    sandbox.write(`.actionrunner/activations/180000000000${index}-${id}.json`, '{}');
  });
  const script = `${getScript('fish')}\ncomplete -C 'actionrunner activations get '`;
  const words = runIn('fish', '--no-config', '-c', script).map((line) => line.split('\t')[0]);
  expect(words).toEqual([...ids.reverse(), ID]);
});

it('zsh loads its script', () => {
  if (!isInstalled('zsh')) return;
  const file = sandbox.write('script.zsh', getScript('zsh'));
  expect(runIn('zsh', '-f', '-n', file)).toEqual([]);
  expect(
    runIn('zsh', '-f', '-c', `autoload -Uz compinit && compinit -u -D && source ${file} && echo $_comps[actionrunner]`),
  ).toEqual(['_actionrunner']);
});

it('prints the script of a shell, and names them', () => {
  expect(`${runIn('sh', '-c', 'actionrunner completion bash').join('\n')}\n`).toBe(getScript('bash'));
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'completion', 'csh'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([3, expect.stringContaining('bash, zsh, fish')]);
});
