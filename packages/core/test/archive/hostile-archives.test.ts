import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeStub } from '../../src/delivery/stub.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { Proxied } from '../support/proxied.js';
import { readTree, setUpSandbox } from '../support/tree.js';
import { ATTACKS } from '../support/zip-attacks.js';

const DEPTH = 'one/two/three';

/** What is delivered matters, not that there is something to run in it. */
class AnyRunner extends NativeRunner {
  constructor(directory: string) {
    super({ directory, binary: 'program' });
  }

  protected override verify(): boolean {
    return true;
  }
}

describe('hostile archives', () => {
  const sandbox = setUpSandbox();
  let directory: string;
  let proxied: Proxied | undefined;
  beforeEach(() => {
    // Several levels down, so that what goes up lands in the sandbox.
    directory = join(sandbox.directory, DEPTH, 'action');
    for (const around of [sandbox.outside, sandbox.directory, join(sandbox.directory, DEPTH)]) {
      mkdirSync(around, { recursive: true });
      writeFileSync(join(around, 'secret'), 'untouched', { mode: 0o600 });
      symlinkSync('secret', join(around, 'link'));
    }
  });
  afterEach(() => proxied?.close());

  /** Everything in the sandbox. */
  function tree(): Record<string, string> {
    const entries = readdirSync(sandbox.outside, { recursive: true, withFileTypes: true });
    // Before anything is read: a pipe would never end, and a hard link looks like a file.
    const odd = entries.filter((entry) => {
      const stats = lstatSync(join(entry.parentPath, entry.name));
      return stats.isFile() ? stats.nlink !== 1 : !stats.isDirectory() && !stats.isSymbolicLink();
    });
    expect(odd).toEqual([]);
    return readTree(sandbox.outside);
  }

  describe.each(Object.entries(ATTACKS))('%s', (_, attacks) => {
    const rows = attacks.map((attack) => ({
      ...attack,
      becomes: 'files' in attack.outcome ? 'delivered' : attack.outcome.code,
    }));
    test.each(rows)('$name → $becomes', async ({ zip, limits, outcome }) => {
      await placeStub(directory);
      const before = tree();
      proxied = Proxied.of(new AnyRunner(directory), { allowReinit: true, ...limits });

      const init = proxied.init(zip(sandbox.outside));

      if ('files' in outcome) {
        await init;
        const prefix = `action/${DEPTH}/action/`;
        const files = Object.entries(outcome.files).map(([path, what]) => [prefix + path, what]);
        expect(tree()).toEqual({ ...before, ...Object.fromEntries(files) });
        // An init without code takes it all away again.
        await proxied.proxy.init(Buffer.from('{"value":{}}'));
      } else {
        await expect(init).rejects.toMatchObject({
          code: outcome.code,
          message: expect.stringMatching(outcome.message),
        });
      }

      expect(tree()).toEqual(before);
    });
  });

  test('after refusals of every sort the stub still runs', async () => {
    await placeStub(directory);
    proxied = Proxied.of(new NativeRunner({ directory }));
    for (const attacks of Object.values(ATTACKS)) {
      const refused = attacks.find(({ outcome, limits }) => 'code' in outcome && Object.keys(limits).length === 0);
      await expect(proxied.init(refused?.zip(sandbox.outside) ?? '')).rejects.toThrow();
    }
    await proxied.close();

    // As in a container that starts anew: after a failed init nothing runs in this one.
    proxied = Proxied.of(new NativeRunner({ directory }));
    await expect(proxied.run()).resolves.toMatchObject({ error: expect.stringContaining('stub action') });
  });
});
