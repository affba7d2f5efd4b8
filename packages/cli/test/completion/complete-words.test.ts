import { completeWords } from '../../src/completion/complete-words.js';
import { isKnownValue, valueOfArgument, valueOfOption } from '../../src/completion/completion-values.js';
import { COMMAND_NAMES, createProgram } from '../../src/main.js';

const commands = {
  names: COMMAND_NAMES,
  load: (name: string | undefined) => createProgram(name === undefined ? [] : [name], () => undefined, []),
};

async function complete(...words: string[]): Promise<{ words: string[]; files: boolean }> {
  const { words: candidates, files } = await completeWords(words, commands);
  return { words: candidates.map(({ word }) => word), files };
}

it('lists every command, every option, and what its value may be', async () => {
  expect((await complete('')).words).toEqual([...COMMAND_NAMES, 'help']);
  const program = await createProgram(COMMAND_NAMES, () => undefined, []);
  const unknown: string[] = [];
  for (const outer of program.commands) {
    for (const command of [outer, ...outer.commands]) {
      const path = command === outer ? [outer.name()] : [outer.name(), command.name()];
      const listed = (await complete(...path, '-')).words;
      expect([path, listed]).toEqual([path, expect.arrayContaining(['--help', '-h'])]);
      for (const option of command.options) {
        expect([path, listed]).toEqual([path, expect.arrayContaining([option.long])]);
        const value = valueOfOption(option);
        unknown.push(...(value && !isKnownValue(value) ? [`${path.join(' ')} ${option.flags}`] : []));
      }
      for (const argument of command.registeredArguments) {
        const isKnown = isKnownValue(valueOfArgument(command, argument));
        unknown.push(...(isKnown ? [] : [`${path.join(' ')} ${argument.name()}`]));
      }
    }
  }
  // Whoever adds a value says in completion-values.ts what it may be, even if that is anything.
  expect(unknown).toEqual([]);
});

const RUNNERS = ['native', 'bash', 'python', 'c', 'loop', 'interpreter:'];

it.each<[words: string[], found: string[], files: boolean]>([
  [['inv'], ['invoke'], false],
  [['--v'], ['--version'], false],
  [['help', 'in'], ['invoke', 'inspect'], false],
  [['unknown', ''], [], false],
  [['invoke', ''], [], true],
  [['invoke', 'a.sh', ''], [], false],
  [['dev', '--isolation', ''], ['loop', 'process', 'fork', 'fork=strict'], false],
  [['dev', '--isolation=f'], ['--isolation=fork', '--isolation=fork=strict'], false],
  [['dev', '--runner', ''], RUNNERS, true],
  [['dev', '--runner', 'interpreter:r'], [], true],
  [['serve', 'p'], ['python'], true],
  [['serve', '--platform', 'k'], ['knative'], false],
  [['invoke', '-P', ''], [], true],
  [['invoke', '-p', 'name', ''], [], false],
  [['invoke', '-p', '--isolation', '-x', ''], [], true],
  [['invoke', '-p', 'name', 'James', '--mai'], ['--main'], false],
  [['invoke', '--timeout', ''], [], false],
  [['build', '--output='], [], true],
  [['inspect', '--profile', 'e'], ['elyra'], false],
  [['check', '--', ''], [], true],
  [['check', 'native', 'b'], [], true],
  [['check', '--group', 'ini'], ['init'], false],
  [['activations', 'l'], ['list', 'logs'], false],
  [['activations', 'list', '--l'], ['--limit'], false],
  [['completion', ''], ['bash', 'zsh', 'fish'], false],
  [['new', '--template', ''], ['script', 'compiled', 'loop'], false],
])('%j', async (words, found, files) => {
  expect(await complete(...words)).toEqual({ words: found, files });
});
