// Long because most of it is the tables of mistakes and their messages.
import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import { encodeResult } from '../../src/protocol/encode-result.js';
import type { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { makeActivation } from '../support/memory-log-sink.js';
import { activate, initialize, runBody } from '../support/messages.js';
import { setUpSandbox } from '../support/tree.js';
import * as classes from './mistaken-classes.js';

type RunnerClass = new (options: object) => ActionRunner;

/** A class that the types would refuse. */
const CLASSES = new Map<string, unknown>(Object.entries(classes));
const classOf = (name: keyof typeof classes): RunnerClass => CLASSES.get(name) as RunnerClass;

const ALL_OPTIONS = 'directory, binary, source, command, environment, startProcess';

describe('mistakes in a class of runners', () => {
  const sandbox = setUpSandbox();

  const make = (name: keyof typeof classes): ActionRunner => new (classOf(name))({ directory: sandbox.directory });

  test.each<[keyof typeof classes, string, string]>([
    ['Misspelt', 'Misspelt has a method biuld(), which nothing calls', 'the hook is build().'],
    ['MissingLetter', 'MissingLetter has a method verfy(), which nothing calls', 'the hook is verify().'],
    ['ExtraLetter', 'ExtraLetter has a method epilogues(), which nothing calls', 'the hook is epilogue().'],
    ['OtherCase', 'OtherCase has a method Build(), which nothing calls', 'the hook is build().'],
    ['AsField', 'AsField has a method biuld(), which nothing calls', 'the hook is build().'],
    ['Inherited', 'Inherited has a method biuld(), which nothing calls', 'the hook is build().'],
    ['Static', 'Static has a static method build(), which is not the hook', 'remove the word static.'],
    [
      'Foreign',
      'Foreign has a method preinit(), which is not a hook and which nothing in the class calls',
      'the hooks are init, epilogue, build, verify, env, run and stop.',
    ],
    [
      'LoopEnv',
      'LoopEnv overrides env(), whose result a loop process does not get: it has the environment of its start',
      'override the getter lastingEnv.',
    ],
    [
      'Fields',
      'Fields has a field source, which the base class does not read',
      'pass it to the base class: super({ source: "main.sh", command: ["sh", "main.sh"], ...options }).',
    ],
    [
      'Assigned',
      'Assigned has a field binary, which the base class does not read',
      'pass it to the base class: super({ binary: "program", ...options }).',
    ],
    [
      'Workers',
      'Workers has a field workers, which the base class does not read',
      'pass it to the base class: super({ workers: 4, ...options }).',
    ],
    [
      'PassesOn',
      'PassesOn passes an option flavour to the base class, which has no such option',
      `the options are ${ALL_OPTIONS}. Take your own out first, or list them: static optionNames = ["flavour"].`,
    ],
  ])('%s: the cause and the remedy', async (name, cause, remedy) => {
    expect(await make(name).describeMistakes()).toEqual([`${cause}; ${remedy}`]);
  });

  test.each<keyof typeof classes>(['WithHelpers', 'LoopWithRun', 'OwnFields', 'Declares', 'OwnInit'])(
    '%s has none',
    async (name) => {
      expect(await make(name).describeMistakes()).toEqual([]);
    },
  );

  test.each([NativeRunner, ActionLoopRunner])('our own classes have none', async (ownClass) => {
    expect(await new ownClass({ directory: sandbox.directory }).describeMistakes()).toEqual([]);
  });

  describe('options', () => {
    test.each<[string, object, string, string]>([
      [
        'a misspelt name',
        { sources: 'main.sh' },
        'There is no option sources',
        `did you mean source? The options are ${ALL_OPTIONS}.`,
      ],
      ['two of them', { sorce: 'a', comand: [] }, 'There is no option sorce, comand', `did you mean source, command?`],
      ['swapped letters', { directroy: '/tmp' }, 'There is no option directroy', 'did you mean directory?'],
      [
        'a command as text',
        { command: 'lua  main.lua' },
        'The option command must be an array of words, not "lua  main.lua"',
        'write ["lua", "main.lua"].',
      ],
      ['an empty command', { command: [] }, 'The option command must be an array of words', 'not [].'],
      [
        'a word that is a number',
        { command: ['sh', 5] },
        'The option command must be an array of words',
        '5 is not text.',
      ],
      ['a path that is an array', { source: ['main.sh'] }, 'The option source must be a path', 'not ["main.sh"].'],
      ['a directory that is null', { directory: null }, 'The option directory must be a path', 'not null.'],
      [
        'an environment that is text',
        { environment: 'A=1' },
        'The option environment must be an object of variables',
        'not "A=1".',
      ],
      [
        'an environment that is a list, as Docker has it',
        { environment: ['A=1'] as unknown as object },
        'The option environment must be an object of variables',
        'not ["A=1"].',
      ],
      [
        'a start that is no function',
        { startProcess: 'spawn' },
        'The option startProcess must be a function',
        'not "spawn".',
      ],
      [
        'no object',
        'main.sh' as unknown as object,
        'The options of a runner must be an object, not "main.sh"',
        'write super({ source: …, ...options }).',
      ],
    ])('%s: the cause and the remedy', async (_, options, cause, remedy) => {
      const code = 'ERR_RUNNER_OPTION';
      const refused = async () => await new NativeRunner(options).describeMistakes();
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(cause) });
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(remedy) });
    });

    test('those of a subclass are near, too', async () => {
      await expect(new ActionLoopRunner({ wrokers: 2 } as object).describeMistakes()).rejects.toThrow(
        'There is no option wrokers; did you mean workers?',
      );
      const far = await new NativeRunner({ wrokers: 2 } as object).describeMistakes();
      expect(far).toEqual([expect.stringContaining('NativeRunner passes an option wrokers to the base class')]);
    });

    test('an init refuses them, for a runner that nothing else has looked at', async () => {
      const runner = new NativeRunner({ directory: sandbox.directory, comand: ['sh'] } as object);
      await expect(initialize(runner, { code: 'x' })).rejects.toThrow(
        'There is no option comand; did you mean command?',
      );
    });
  });

  describe('hooks', () => {
    const CODE = 'echo "{\\"path\\":\\"$PATH\\"}"';

    test.each<[keyof typeof classes, string, string, string]>([
      ['NoVerdict', 'ERR_RUNNER_BUILD', 'The hook verify has no return statement', 'as in return super.verify().'],
      ['NoAsyncVerdict', 'ERR_RUNNER_BUILD', 'The hook verify has no return statement', 'as in return super.verify().'],
      [
        'NoAwaitInit',
        'ERR_RUNNER_BUILD',
        'The hook init ended before super.init() had finished',
        'write await in front of super.init(…).',
      ],
      [
        'NoAwaitCompile',
        'ERR_RUNNER_BUILD',
        'The hook build ended before this.compile() had finished',
        'write await in front of this.compile(…).',
      ],
      [
        'NoAwaitAppend',
        'ERR_RUNNER_BUILD',
        'The hook epilogue ended before this.appendToSource() had finished',
        'write await in front of this.appendToSource(…).',
      ],
      [
        'TextArguments',
        'ERR_RUNNER_BUILD',
        'compile() needs the tool and an array of its arguments, not "-n main.sh"',
        'write compile("sh", ["-n", "main.sh"]).',
      ],
      [
        'TextTool',
        'ERR_RUNNER_BUILD',
        'sh -n main.sh is needed to build this action, but it is not installed here',
        'A command line belongs in an array: compile(tool, [argument, …]).',
      ],
      [
        'LoopTextGetter',
        'ERR_RUNNER_FAULT',
        'The command must be an array of words, not "sh main.sh"',
        'write ["sh", "main.sh"].',
      ],
    ])('%s fails the init with the cause and the remedy', async (name, code, cause, remedy) => {
      const failing = initialize(make(name), { code: CODE });
      await expect(failing).rejects.toMatchObject({ code, message: expect.stringContaining(cause) });
      await expect(failing).rejects.toMatchObject({ message: expect.stringContaining(remedy) });
    });

    test('an init that delivers nothing fails with the line to add', async () => {
      await expect(initialize(make('NoSuperInit'), { code: CODE })).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
        detail:
          'The hook init did not deliver the code, and verify says that nothing can run; add await super.init(message, context) to init.',
      });
    });

    test('a source that nothing runs or builds fails with what is missing', async () => {
      await expect(initialize(make('NoCommand'), { code: CODE })).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
        detail:
          'The runner has a source, but neither a command that runs it nor a hook build that makes exec of it; pass the command to super({ source, command, ...options }), or write build.',
      });
    });

    test('an init of its own way, one without code, and a compile without arguments work', async () => {
      const own = make('OwnInit');
      await initialize(own, { code: 'x' });
      expect(await activate(own)).toEqual({ code: 'x' });
      await initialize(make('NoSuperInit'), {});
      await initialize(make('ToolAlone'), { code: CODE });
    });

    test('a verdict that may be undefined counts as false', async () => {
      await expect(initialize(make('MaybeVerdict'), { code: CODE })).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
      });
      expect(await make('MaybeVerdict').ready()).toBe(false);
    });

    test.each<keyof typeof classes>(['NoVerdict', 'NoAsyncVerdict'])(
      '%s fails an activation without an init',
      async (name) => {
        await expect(async () => await make(name).ready()).rejects.toMatchObject({
          code: 'ERR_RUNNER_FAULT',
          detail: expect.stringMatching(/verify has no return statement; return true/),
        });
      },
    );

    test.each<[keyof typeof classes, string, string]>([
      ['NoEnv', 'The hook env returned undefined, not the environment of the action', 'end it with return env'],
      ['NoAsyncEnv', 'The hook env returned undefined, not the environment of the action', 'end it with return env'],
      ['NullEnv', 'The hook env returned null, not the environment of the action', 'end it with return env'],
      [
        'NumberInEnv',
        'The hook env set the variable PORT to 80, which is not text',
        'write String(…) or JSON.stringify(…).',
      ],
      [
        'CircleInEnv',
        'The hook env set the variable SETTINGS to <ref *1> { limit: 5n, self: [Circular *1] }',
        'String(…)',
      ],
      ['TextCommand', 'The command must be an array of words, not "sh  main.sh"', 'write ["sh", "main.sh"].'],
      [
        'NoActivation',
        'execute() needs a command, the parameters, the environment and the activation',
        'write execute(command, args, env, activation).',
      ],
      ['TextGetter', 'The command must be an array of words, not "sh main.sh"', 'write ["sh", "main.sh"].'],
    ])('%s fails the activation with the cause and the remedy, in the logs as well', async (name, cause, remedy) => {
      const runner = make(name);
      await initialize(runner, { code: CODE });
      const failing = activate(runner);
      const text = expect.stringContaining(cause);
      await expect(failing).rejects.toMatchObject({ code: 'ERR_RUNNER_FAULT', message: text, detail: text });
      await expect(failing).rejects.toMatchObject({ message: expect.stringContaining(remedy) });
    });

    test('a command line that is one word fails the activation with its words', async () => {
      const runner = make('WordGetter');
      await initialize(runner, { code: CODE });
      await expect(activate(runner)).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: expect.stringMatching(
          /"sh main\.sh" could not be started: .* A command is an array of words: \["sh", "main\.sh"\]\.$/,
        ),
      });
    });

    test('a missing file in a folder with a space is not taken for a command line', async () => {
      const runner = new NativeRunner({ directory: sandbox.directory, command: ['/no such/program'] });
      await initialize(runner, { code: CODE });
      await expect(activate(runner)).rejects.toMatchObject({
        message: expect.stringMatching(/working directory does not exist \(ENOENT\)\.$/),
      });
    });

    test('a run that returns its arguments answers the parameters', async () => {
      const runner = make('ReturnsArguments');
      await initialize(runner, { code: CODE });
      const result = await activate(runner, runBody({ a: [1] }));
      expect(encodeResult(result, 1000).bytes.toString()).toBe('{"a":[1]}');
    });

    test('variables that are undefined are left out', async () => {
      const runner = make('UndefinedInEnv');
      const activation = makeActivation();
      await initialize(runner, { code: 'echo "{\\"left\\":\\"$(printenv LEFT_OUT || echo out)\\"}"' });
      expect(String(await activate(runner, undefined, activation))).toBe('{"left":"out"}');
      await runner.close();
    });
  });
});
