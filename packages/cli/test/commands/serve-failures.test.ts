import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { BIN, FIXTURES, run, runHere } from '../support/command.js';
import { placed, serve, socketOf } from '../support/served.js';

const OTHER_USER = 65_534;

describe('serve', () => {
  const sandbox = setUpCommandSandbox();
  let directory: string;
  beforeEach(() => {
    directory = join(sandbox.folder, 'action');
  });

  /** Expects that serve ends with one line on stderr. */
  async function refused(code: number, line: RegExp, args: readonly string[], env = {}, start = runHere) {
    const ended = await start(sandbox, ['serve', ...args], { env });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  }

  describe('cannot start', () => {
    it('on a port that is in use', async () => {
      const other: Server = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = other.address() as { port: number };
        const line = /^actionrunner: Cannot listen on port \d+ of 127\.0\.0\.1: it is in use; stop the other/;
        const args = ['native', '--directory', directory, '--host', '127.0.0.1', '--port', String(port)];
        await refused(1, line, args, {}, run);
      } finally {
        other.close();
      }
    });

    it('on a socket that is in use', async () => {
      await serve(sandbox, ['native', ...placed(sandbox)]);
      await refused(1, /^actionrunner: Cannot listen on the socket .*: it is in use/, ['native', ...placed(sandbox)]);
    });

    it('on an address of another machine', async () => {
      const args = ['native', '--directory', directory, '--host', '192.0.2.1', '--port', '0'];
      await refused(1, /^actionrunner: Cannot listen on .* 192\.0\.2\.1: this machine has no such address/, args);
    });

    it.each(['.', 'action'])('in a directory that is a file, or below one: %s', async (below) => {
      const directory = join(sandbox.write('file', '', 0o755), below);
      const args = ['native', '--socket', socketOf(sandbox), '--directory', directory];
      await refused(1, /^actionrunner: the action directory .* cannot be written \(ENOTDIR\); .* --directory/, args);
    });

    // The root user may write everywhere, so that another one is needed.
    const isRoot = process.getuid?.() === 0;
    const user = isRoot ? { uid: OTHER_USER, gid: OTHER_USER } : {};
    const possible = spawnSync(process.execPath, [BIN, '--version'], user).status === 0;
    if (!possible) {
      console.warn(
        `SKIPPED: an unwritable directory: user ${OTHER_USER} cannot run ${BIN}; run the tests without root.`,
      );
    }
    (possible ? it : it.skip).each([
      ['that it may not write', 'locked'],
      ['that it may not create', 'locked/action'],
    ])('in a directory %s', async (_, name) => {
      const locked = join(sandbox.folder, 'locked');
      mkdirSync(locked, { mode: 0o555 });
      const ended = await run(
        sandbox,
        ['serve', 'native', '--socket', join(sandbox.temp, 'socket'), '--directory', join(sandbox.folder, name)],
        isRoot ? { uid: OTHER_USER } : {},
      );
      expect(ended).toEqual({
        code: 1,
        signal: null,
        stdout: '',
        stderr: `actionrunner: the action directory ${join(sandbox.folder, name)} cannot be written (EACCES); choose another with --directory.\n`,
      });
    });
  });

  it('knows no other runner, and lists those that it knows', async () => {
    const line = /^actionrunner: unknown runner "nativ": use native, bash, .*or the path of a module such as/;
    await refused(3, line, ['nativ', ...placed(sandbox)]);
    expect(existsSync(directory)).toBe(false);
  });

  describe('a module', () => {
    it.each([
      ['without default export', 'no-default-export.js', 3, 'must have a subclass of ActionRunner'],
      ['with another class as default export', 'other-export.js', 3, 'must have a subclass of ActionRunner'],
      ['whose constructor ignores its options', 'deaf-runner.js', 3, 'ignores its options (directory is /elsewhere'],
      ['whose constructor throws', 'failing-constructor.js', 1, 'could not be created: no licence found'],
      ['that throws on import', 'throws-on-import.js', 1, 'could not be loaded: the module is broken'],
    ])('%s is refused', async (_, file, code, message) => {
      const path = join(FIXTURES, file);
      const ended = await runHere(sandbox, ['serve', path, ...placed(sandbox)]);
      expect(ended).toMatchObject({ code, stdout: '' });
      expect(ended.stderr).toMatch(/^actionrunner: [^\n]*\n$/);
      expect(ended.stderr).toContain(path);
      expect(ended.stderr).toContain(message);
      expect(existsSync(directory)).toBe(false);
    });

    it('with a syntax error is refused', async () => {
      const path = sandbox.write('broken.mjs', 'export default class {');
      await refused(
        1,
        /^actionrunner: .*broken\.mjs could not be loaded: SyntaxError: Unexpected .* \(.*broken\.mjs:1:23\)$/m,
        [path, ...placed(sandbox)],
      );
    });

    it('that is missing is refused', async () => {
      await refused(3, /^actionrunner: unknown runner "\.\/none\.js": there is no such file/, ['./none.js']);
    });

    it('may be CommonJS compiled from an ES module', async () => {
      const served = await serve(sandbox, [join(FIXTURES, 'compiled-runner.cjs'), ...placed(sandbox)]);
      expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { compiled: true } });
    });

    it('may be TypeScript where Node loads it; elsewhere the message says so', async () => {
      const path = join(FIXTURES, 'typed-runner.ts');
      if ((process.features as { typescript?: unknown }).typescript) {
        const served = await serve(sandbox, [path, ...placed(sandbox)]);
        expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { typed: true } });
      } else {
        const line = /^actionrunner: Node v\S+ cannot load TypeScript: compile .*typed-runner\.ts to JavaScript/;
        await refused(1, line, [path, ...placed(sandbox)]);
      }
    });

    describe('that exports an instance', () => {
      const module = join(FIXTURES, 'instance-runner.mjs');

      it('is served in the directory of the instance', async () => {
        mkdirSync(directory);
        writeFileSync(join(directory, 'exec'), '#!/bin/sh\necho \'{"baked":"in"}\'', { mode: 0o755 });
        const env = { INSTANCE_DIRECTORY: directory };
        const served = await serve(sandbox, [module, '--socket', socketOf(sandbox)], undefined, { env });
        expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { baked: 'in' } });
      });

      it('is refused when another directory is asked for', async () => {
        const env = { INSTANCE_DIRECTORY: join(sandbox.folder, 'own') };
        const line =
          /^actionrunner: .* exports an instance, whose directory is .*own; export the class to choose another/;
        await refused(3, line, [module, ...placed(sandbox)], env);
        await refused(3, line, [module, '--socket', socketOf(sandbox)], { ...env, ACTIONRUNNER_DIRECTORY: directory });
      });
    });
  });
});
