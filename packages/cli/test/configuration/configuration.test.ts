import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import { CONFIGURATION, encodeSchema } from '../../src/configuration/configuration-schema.js';
import { type ConfigurableFlags, configure } from '../../src/configuration/configure.js';
import { findConfiguration } from '../../src/configuration/find-configuration.js';
import { type ReadConfiguration, readConfiguration } from '../../src/configuration/read-configuration.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Reads the configuration of an action. */
function read(action: string): ReadConfiguration | undefined {
  const file = findConfiguration(action);
  return file === undefined ? undefined : readConfiguration(file);
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const WRONG: readonly (readonly [text: string, error: string])[] = [
  [
    '{"runer":"x"}',
    ':1: unknown member "runer"; there are runner, main, env, parameters and limits. Did you mean runner?',
  ],
  ['{"image":"x"}', ':1: unknown member "image"; there are runner, main, env, parameters and limits.'],
  ['{"timeout":3}', ':1: unknown member "timeout"; it is a member of limits.'],
  ['{"limits":{"memroy":3}}', ':1: unknown member "memroy"; there are timeout, memory and logs. Did you mean memory?'],
  ['{"limits":{"runner":"x"}}', ':1: unknown member "runner"; it is not one of limits.'],
  [
    '{"env": {"A": "1",\n"B": "2"},\n"limits": {\n"timeout": 0}}',
    ':4: limits.timeout must be a whole number of milliseconds from 1 to 2147483647.',
  ],
  ['{"limits":{"memory":1.5}}', ':1: limits.memory must be a whole number of megabytes from 1 to 1048576.'],
  ['{"limits":{"logs":0}}', ':1: limits.logs must be a whole number of megabytes from 1 to 1024.'],
  ['{"limits":3}', ':1: limits must be an object.'],
  ['{\n"env":{"A":1}}', ':2: env.A must be text.'],
  ['{"env":{"A=":"1"}}', ':1: env.A= must be a name without an equals sign.'],
  ['{"parameters":[]}', ':1: parameters must be an object.'],
  ['[1]', ':1: the file must be an object.'],
  ['{"main":null}', ':1: main must be text.'],
  ['{"main":""}', ':1: main must not be empty.'],
];

it('anything but a file is refused', () => {
  mkdirSync(join(folder, 'actionrunner.json'));
  expect(() => read(write('a.sh', ''))).toThrow(/actionrunner\.json is not a file\.$/);
});

const RIGHT = [
  '{}',
  '{"$schema":"./x.json","runner":"bash","main":"f","env":{"A":""},"parameters":{"a":[1]},"limits":{"timeout":1,"memory":256,"logs":10}}',
];

it.each<[text: string, error: string | RegExp]>([
  ...WRONG.map(([text, error]): [string, string] => [text, error]),
  ['{"main":"a",}', ' must contain a JSON object: line 1, column 13 must not be "}".'],
  [
    '{"runner":"pyhton"}',
    ':1: runner must be native, bash, python, c, loop, interpreter:COMMAND or the path of a module, not "pyhton". Did you mean python?',
  ],
  ['{"runner":"./no.js"}', /:1: runner must be the path of a module; there is no file .*no\.js\.$/],
])('%s is refused with the place', (text, error) => {
  const file = write('actionrunner.json', text);
  const action = write('a.sh', '');
  const expected = typeof error === 'string' ? `${file}${error}` : error;
  expect(() => read(action)).toThrow(expected);
  expect(() => read(action)).toThrow(expect.objectContaining({ exitCode: 3 }));
});

it('the published schema is that of the command, and accepts and refuses the same', () => {
  const published = readFileSync(new URL('../../actionrunner.schema.json', import.meta.url), 'utf8');
  // `node scripts/configuration-schema.mjs` writes it.
  expect(published).toBe(encodeSchema());
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(published) as object);
  for (const [text] of [...WRONG, ...RIGHT.map((right) => [right])]) {
    const value: unknown = JSON.parse(text as string);
    expect([text, validate(value)]).toEqual([text, CONFIGURATION.safeParse(value).success]);
  }
});

describe('the file', () => {
  it('is the nearest one from the action up to the root of its repository', () => {
    const outer = write('actionrunner.json', '{"main":"outer"}');
    const action = write('repository/actions/deep/a.sh', '');
    expect(read(action)).toBeUndefined();
    mkdirSync(join(folder, 'repository/.git'));
    expect(read(action)).toBeUndefined();
    const root = write('repository/actionrunner.json', '{"main":"root"}');
    expect(read(action)).toMatchObject({ file: root, main: 'root' });
    const near = write('repository/actions/actionrunner.json', '{"main":"near"}');
    expect(read(action)).toMatchObject({ file: near, main: 'near' });
    const inside = write('repository/actions/deep/actionrunner.json', '{"main":"inside"}');
    expect(read(dirname(action))).toMatchObject({ file: inside, main: 'inside' });
    expect(read(write('a.sh', ''))).toMatchObject({ file: outer });
    expect(read(outer)).toBeUndefined();
  });

  it('names the module of a runner relative to itself, and keeps the digits of parameters', () => {
    const module = write('runners/mine.js', '');
    write('actionrunner.json', '\uFEFF{"runner":"runners/mine.js","parameters":{"n":12345678901234567890, "s":"x"}}');
    expect(read(write('a.xyz', ''))).toEqual({
      file: join(folder, 'actionrunner.json'),
      runner: module,
      parameters: [
        ['n', '12345678901234567890'],
        ['s', '"x"'],
      ],
    });
  });

  it('of another user is not used, but that of whose action it is', () => {
    if (process.getuid?.() !== 0) {
      console.warn('skipped: only root can give a file to another user');
      return;
    }
    const file = write('actionrunner.json', '{"main":"f"}');
    const action = write('a.sh', '');
    const warn = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      chownSync(file, 1234, 1234);
      expect(read(action)).toBeUndefined();
      expect(warn.mock.calls.join('')).toBe(
        `actionrunner: warning: ${file} is not used: it belongs to another user than the action.\n`,
      );
    } finally {
      warn.mockRestore();
    }
    chownSync(action, 1234, 1234);
    expect(read(action)).toMatchObject({ main: 'f' });
  });
});

describe('the command line', () => {
  interface Flags extends ConfigurableFlags {
    readonly timeout?: string;
  }

  async function parse(...args: string[]) {
    const command = new Command()
      .option('--runner <r>')
      .option('--main <m>', '', 'main')
      .option('--env <e>', '', (text: string) => ({ [text]: 'given' }))
      .option('--image <i>')
      .option('--memory <m>')
      .option('--timeout <t>', '', '60000');
    command.parse(args, { from: 'user' });
    const configured = await configure(join(folder, 'a.sh'), command.opts<Flags>(), command);
    return { ...configured.flags, parameters: configured.parameters, timeoutMs: configured.timeoutMs };
  }

  beforeEach(() => {
    write('a.sh', '');
    write(
      'actionrunner.json',
      '{"runner":"bash","main":"f","env":{"A":"file","B":"file"},"parameters":{"n":1},"limits":{"timeout":5,"memory":128}}',
    );
  });

  it('wins over the file', async () => {
    expect(await parse()).toEqual({
      ...{ runner: 'bash', main: 'f', env: { A: 'file', B: 'file' }, timeout: '60000', timeoutMs: 5 },
      parameters: [['n', '1']],
    });
    const given = await parse('--runner', 'c', '--main', 'main', '--env', 'A', '--timeout', '7');
    expect(given).toMatchObject({ runner: 'c', main: 'main', env: { A: 'given', B: 'file' }, timeoutMs: undefined });
  });

  it('with an image uses the memory, and no runner', async () => {
    const flags = await parse('--image', 'x');
    expect(flags).toMatchObject({ image: 'x', memory: '128' });
    expect(flags).not.toHaveProperty('runner');
    expect(await parse('--image', 'x', '--memory', '64')).toMatchObject({ memory: '64' });
  });
});
