// Long because it has a test for each hook and helper of the class.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { RunnerError } from '../../src/errors.js';
import { type Limits, resolveLimits } from '../../src/limits.js';
import type { Environment } from '../../src/protocol/environment.js';
import type { ActionResult, InitMessage, RunMessage } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import type { ActionRunnerOptions } from '../../src/runner/runner-options.js';
import { contextOf, MemoryLogSink, makeActivation } from '../support/memory-log-sink.js';
import { activate, initialize, runBody } from '../support/messages.js';
import { readTree, setUpSandbox } from '../support/tree.js';

/** Notes which hooks are called, in order and with what; may fail in one of them. */
class RecordingRunner extends ActionRunner {
  readonly calls: unknown[][] = [];
  failIn = '';
  failure: unknown = new Error('the hook failed');

  #note(hook: string, ...details: unknown[]): void {
    this.calls.push([hook, ...details]);
    if (this.failIn === hook) {
      throw this.failure;
    }
  }

  protected override async init(message: InitMessage): Promise<void> {
    this.#note('init', message.code);
    await super.init(message);
  }

  protected override async epilogue(message: InitMessage): Promise<void> {
    this.#note('epilogue', message.main, readFileSync(this.source, 'utf8'));
  }

  protected override async build(message: InitMessage): Promise<void> {
    this.#note('build', message.main);
  }

  protected override verify(): boolean | Promise<boolean> {
    this.#note('verify');
    return super.verify();
  }

  protected override env(message: RunMessage): Environment {
    this.#note('env', message.args.toString());
    return { FROM: 'env hook' };
  }

  protected override async run(...[args, env, { id }]: Parameters<ActionRunner['run']>): Promise<ActionResult> {
    this.#note('run', args.value, env, id);
    return { ok: true };
  }

  protected override async stop(): Promise<void> {
    this.#note('stop');
  }

  get order(): unknown[] {
    return this.calls.map(([hook]) => hook);
  }
}

class PlainRunner extends ActionRunner {}

describe('ActionRunner', () => {
  const sandbox = setUpSandbox();

  const recording = (options: ActionRunnerOptions = {}) =>
    new RecordingRunner({ directory: sandbox.directory, environment: {}, ...options });
  const tree = () => readTree(sandbox.directory);
  const zip = (...names: string[]) => buildZip(names.map((name) => ({ name, data: name }))).toString('base64');

  describe('the hooks', () => {
    test('of an init with code, in order and with the code already there', async () => {
      const runner = recording();
      await initialize(runner, { code: 'text', main: 'go' });
      expect(runner.calls).toEqual([
        ['stop'],
        ['init', 'text'],
        ['epilogue', 'go', 'text'],
        ['build', 'go'],
        ['verify'],
      ]);
    });

    test('of an init without code: nothing to deliver or build', async () => {
      const runner = recording();
      await initialize(runner, { code: 'text' });
      runner.calls.length = 0;
      await expect(initialize(runner, {})).rejects.toMatchObject({ code: 'ERR_RUNNER_NO_BINARY' });
      expect(runner.order).toEqual(['stop', 'init', 'verify']);
    });

    test('of an activation', async () => {
      const runner = recording();
      const activation = makeActivation(undefined, 'id-1');
      expect(await activate(runner, runBody({ a: 1 }), activation)).toEqual({ ok: true });
      expect(runner.calls).toEqual([
        ['env', '{"a":1}'],
        ['run', { a: 1 }, { FROM: 'env hook' }, 'id-1'],
      ]);
    });

    test('of the questions and the end', async () => {
      const runner = recording();
      expect(await runner.ready()).toBe(false);
      await runner.close();
      expect(runner.order).toEqual(['verify', 'stop']);
    });
  });

  describe('a hook that throws', () => {
    test.each([
      ['init', [], 'init'],
      ['epilogue', ['epilogue'], 'epilogue'],
      ['build', ['epilogue', 'build'], 'build'],
      ['verify', ['epilogue', 'build', 'verify'], 'init'],
    ])('%s: fails the init with its message and phase, and what was delivered goes', async (hook, after, phase) => {
      const runner = recording();
      runner.failIn = hook;
      await expect(initialize(runner, { code: 'text' })).rejects.toMatchObject({
        code: 'ERR_RUNNER_BUILD',
        phase,
        message: 'the hook failed',
        cause: runner.failure,
      });
      expect(runner.order).toEqual(['stop', 'init', ...after]);
      expect(tree()).toEqual({});
    });

    test.each(['init', 'epilogue', 'build', 'verify'])('%s: an error with a code stays what it is', async (hook) => {
      const runner = recording();
      runner.failIn = hook;
      runner.failure = new RunnerError('ERR_RUNNER_ARCHIVE_REFUSED', 'No.');
      await expect(initialize(runner, { code: 'text' })).rejects.toBe(runner.failure);
    });

    test.each(['env', 'run'])('%s: fails the activation with just that', async (hook) => {
      const runner = recording();
      runner.failIn = hook;
      await expect(activate(runner)).rejects.toBe(runner.failure);
    });

    test('stop: fails the init before anything is delivered', async () => {
      const runner = recording();
      runner.failIn = 'stop';
      await expect(initialize(runner, { code: 'text' })).rejects.toBe(runner.failure);
      expect(tree()).toEqual({});
      runner.failIn = '';
    });

    test('something that is no error: its text is the message', async () => {
      const runner = recording();
      runner.failIn = 'build';
      runner.failure = 'just text';
      await expect(initialize(runner, { code: 'text' })).rejects.toMatchObject({ message: 'just text' });
    });
  });

  describe('delivery', () => {
    test('text becomes the binary, executable', async () => {
      await initialize(recording(), { code: 'text' });
      expect(tree()).toEqual({ exec: '755 text' });
    });

    test('text becomes the source where there is one, not executable', async () => {
      await initialize(recording({ source: 'src/main.x', command: ['true'] }), { code: 'text' });
      expect(tree()).toEqual({ src: '755/', 'src/main.x': '644 text' });
    });

    test('a large text, which is decoded in the message, becomes the binary', async () => {
      const code = `#!/bin/sh\n${'# \u00E9\u6f22\t"\n'.repeat(100_000)}`;
      await initialize(recording(), { code });
      expect(tree()['exec'] === `755 ${code}`).toBe(true);
    });

    test('an archive fills the directory, its executable is made one', async () => {
      await initialize(recording(), { code: zip('exec', 'data'), binary: true });
      expect(tree()).toEqual({ data: '644 data', exec: '755 exec' });
    });

    test.each([
      ['bad base64', '***', 'ERR_RUNNER_ARCHIVE_INVALID'],
      ['no archive', Buffer.from('text').toString('base64'), 'ERR_RUNNER_ARCHIVE_INVALID'],
    ])('%s: no hook is asked about it', async (_, code, expected) => {
      const runner = recording();
      await expect(initialize(runner, { code, binary: true })).rejects.toMatchObject({ code: expected });
      expect(runner.order).toEqual(['stop', 'init']);
    });

    test('archives are bounded by the limits of the init', async () => {
      const refused = { code: 'ERR_RUNNER_ARCHIVE_REFUSED' };
      const message = { code: zip('exec', 'data'), binary: true };
      const deliver = (limits: Partial<Limits>) =>
        initialize(recording(), message, contextOf(new MemoryLogSink(), { limits: resolveLimits(limits) }));
      await expect(deliver({ maxArchiveEntries: 1 })).rejects.toMatchObject(refused);
      await expect(deliver({ maxArchiveBytes: 7 })).rejects.toMatchObject(refused);
      await deliver({ maxArchiveEntries: 2, maxArchiveBytes: 8 });
    });

    test('a re-init first removes the former delivery, also when it then fails', async () => {
      const runner = recording();
      await initialize(runner, { code: zip('exec', 'old'), binary: true });
      await initialize(runner, { code: zip('exec', 'new'), binary: true });
      expect(Object.keys(tree())).toEqual(['exec', 'new']);
      await expect(initialize(runner, { code: '***', binary: true })).rejects.toThrow();
      expect(tree()).toEqual({});
    });

    test('a binary of the image does not pass for the one that the build should have made', async () => {
      class Forgetful extends ActionRunner {}
      const runner = new Forgetful({ directory: sandbox.directory, source: 'main.x', environment: {} });
      await initialize(new PlainRunner({ directory: sandbox.directory }), { code: 'image' });
      await expect(initialize(runner, { code: 'text' })).rejects.toMatchObject({ code: 'ERR_RUNNER_NO_BINARY' });
      expect(tree()).toEqual({ exec: '755 image' });
    });
  });

  describe('verify', () => {
    test.each([
      ['no binary', {}, { name: 'other', data: '' }, 'exec at its root, but "other".'],
      ['a directory in its place', {}, { name: 'exec/', mode: 0o755 }, 'exec at its root: exec is a folder.'],
      [
        'a command without its source',
        { source: 'main.x', command: ['true'] },
        { name: 'other' },
        'main.x at its root, but "other".',
      ],
    ])('%s in an archive fails the init, which says what the archive has', async (_, options, entry, why) => {
      const runner = new PlainRunner({ directory: sandbox.directory, ...options });
      const code = buildZip([entry]).toString('base64');
      const message = `Zip file does not include ${why}`;
      await expect(initialize(runner, { code, binary: true })).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
        message,
        detail: message,
      });
      expect(tree()).toEqual({});
    });

    test.each([
      ['no binary', {}, 'exec is missing or not a file.'],
      ['a command without its source', { source: 'main.x', command: ['true'] }, 'main.x is missing or not a file.'],
    ])('%s fails the init in the words of the platform, with the reason for the logs', async (_, options, why) => {
      const runner = new PlainRunner({ directory: sandbox.directory, ...options });
      await expect(initialize(runner, {})).rejects.toMatchObject({
        code: 'ERR_RUNNER_NO_BINARY',
        message: 'The action failed to generate or locate a binary. See logs for details.',
        detail: join(sandbox.directory, why),
      });
      expect(tree()).toEqual({});
    });

    test('a file that is not executable is none', async () => {
      class NoMode extends ActionRunner {
        protected override async build(): Promise<void> {
          await this.compile('chmod', ['644', 'exec']);
        }
      }
      const runner = new NoMode({ directory: sandbox.directory });
      await expect(initialize(runner, { code: 'text' })).rejects.toMatchObject({
        detail: `${join(sandbox.directory, 'exec')} is not executable.`,
      });
    });
  });

  test('appendToSource adds a line of its own to what was delivered', async () => {
    class Appending extends ActionRunner {
      protected override async epilogue(message: InitMessage): Promise<void> {
        await this.appendToSource(`call ${message.main}`);
      }
    }
    const runner = new Appending({ directory: sandbox.directory });
    await initialize(runner, { code: 'text without newline', main: 'go' });
    expect(readFileSync(runner.source, 'utf8')).toBe('text without newline\ncall go\n');
    expect(statSync(runner.source).mode & 0o777).toBe(0o755);
  });

  describe('options', () => {
    test.each([
      ['the option', { directory: '/given', environment: { ACTIONRUNNER_DIRECTORY: '/variable' } }, '/given'],
      ['the variable', { environment: { ACTIONRUNNER_DIRECTORY: '/variable/x/..' } }, '/variable'],
      ['the default, as an empty variable is none', { environment: { ACTIONRUNNER_DIRECTORY: '' } }, '/action'],
    ])('the directory is that of %s', (_, options, directory) => {
      expect(new PlainRunner(options).directory).toBe(directory);
    });

    test('paths are below the directory, absolute or relative', () => {
      const binary = join(sandbox.directory, 'bin/x');
      const runner = recording({ binary, source: './src/../main.x' });
      expect([runner.directory, runner.binary, runner.source]).toEqual([
        sandbox.directory,
        binary,
        join(sandbox.directory, 'main.x'),
      ]);
      expect(new PlainRunner()).toMatchObject({ directory: '/action', binary: '/action/exec', source: '/action/exec' });
    });

    test.each(['../exec', '/bin/sh', '.', '', 'a/../..', '../action-beside/exec'])('refuse the path %j', (path) => {
      for (const option of ['binary', 'source']) {
        expect(() => recording({ [option]: path })).toThrow(
          expect.objectContaining({
            code: 'ERR_RUNNER_OPTION',
            message: `The option ${option} must be a file inside the action directory ${sandbox.directory}, not ${JSON.stringify(path)}.`,
          }),
        );
      }
    });

    test('making a runner touches nothing', () => {
      const directory = join(sandbox.directory, 'new');
      recording({ directory });
      expect(existsSync(directory)).toBe(false);
    });
  });
});
