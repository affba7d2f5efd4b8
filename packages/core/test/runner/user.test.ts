import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repetitions } from '../../../../test/support/repetitions.js';
import { buildZip } from '../../../../test/support/zip-builder.js';
import type { ActionResult } from '../../src/protocol/messages.js';
import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, initBody, runBody } from '../support/messages.js';
import { IS_ROOT, testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';

const USER = { uid: 12_345, gid: 23_456 };
const OWNED = `${USER.uid}:${USER.gid}`;

/** Makes a folder in its build, and gives it to the user of the action. */
class GivingRunner extends ActionRunner {
  protected override async epilogue(): Promise<void> {
    mkdirSync(join(this.directory, 'made/deep'), { recursive: true });
    writeFileSync(join(this.directory, 'made/deep/file'), 'x');
    symlinkSync('../../outside', join(this.directory, 'made/link'));
    writeFileSync(join(this.directory, 'kept'), 'x');
    await this.giveToUser(join(this.directory, 'made'));
  }

  protected override async build(): Promise<void> {
    await this.compile('sh', ['-c', 'id -u; : >by-build']);
  }
}

class AppendingRunner extends ActionRunner {
  protected override async epilogue(): Promise<void> {
    await this.appendToSource('# appended');
  }
}

describe('an action that runs as another user', () => {
  const sandbox = setUpSandbox();
  let sink: MemoryLogSink;
  beforeEach(() => {
    chmodSync(sandbox.outside, 0o755);
    sink = new MemoryLogSink();
  });

  const asRoot = testWhere(IS_ROOT, 'root', 'actions of another user');

  const proxyOf = (runner: ActionRunner, options: ActionProxyOptions = { user: USER }) =>
    new ActionProxy(runner, { logs: sink, ...options });
  const giving = () => new GivingRunner({ directory: sandbox.directory });
  const ownerOf = (path: string) => {
    const { uid, gid } = lstatSync(join(sandbox.directory, path));
    return `${uid}:${gid}`;
  };
  /** Owners of all that is in the action directory. */
  const owners = () =>
    Object.fromEntries(
      (readdirSync(sandbox.directory, { recursive: true }) as string[]).sort().map((path) => [path, ownerOf(path)]),
    );

  asRoot('owns the action directory and what was delivered, and its build runs as that user too', async () => {
    writeFileSync(join(sandbox.outside, 'outside'), 'x');
    const proxy = proxyOf(giving());
    const zip = buildZip([
      { name: 'exec', data: '#!/bin/sh\nid -u >by-run; echo "[$(id -u)]"' },
      { name: 'lib/deep/a', data: 'a' },
      { name: 'link', link: 'lib/deep/a' },
    ]);
    await proxy.init(initBody(zip.toString('base64'), { binary: true }));
    expect((await proxy.run(runBody({}))).toString()).toBe(`[${USER.uid}]`);
    expect(sink.stdout).toMatch(new RegExp(`^${USER.uid}\\n`));
    const { kept, ...all } = owners();
    const paths = ['by-build', 'by-run', 'exec', 'lib', 'lib/deep', 'lib/deep/a', 'link', 'made', 'made/deep'];
    const given = [...paths, 'made/deep/file', 'made/link'];
    expect(all).toEqual(Object.fromEntries(given.map((path) => [path, OWNED])));
    expect(ownerOf('.')).toBe(OWNED);
    // What a hook has made belongs to the runtime until it is given away.
    expect(kept).toBe('0:0');
    // Links are given, not what they lead to.
    expect(statSync(join(sandbox.outside, 'outside')).uid).toBe(0);
    await proxy.stop();
  });

  asRoot('owns delivered text, after it was added to', async () => {
    const proxy = proxyOf(new AppendingRunner({ directory: sandbox.directory }));
    await proxy.init(initBody('#!/bin/sh\necho "[]"'));
    expect(owners()).toEqual({ exec: OWNED });
    await proxy.stop();
  });

  asRoot('leaves files of the image to whom they belong', async () => {
    writeFileSync(join(sandbox.directory, 'image'), 'x');
    mkdirSync(join(sandbox.directory, 'folder'));
    writeFileSync(join(sandbox.directory, 'folder/image'), 'x');
    const proxy = proxyOf(giving());
    const zip = buildZip([
      { name: 'exec', data: '#!/bin/sh\necho "[]"' },
      { name: 'folder/own', data: 'x' },
    ]);
    await proxy.init(initBody(zip.toString('base64'), { binary: true }));
    expect(['image', 'folder', 'folder/image'].map(ownerOf)).toEqual(['0:0', '0:0', '0:0']);
    expect(ownerOf('folder/own')).toBe(OWNED);
    await proxy.stop();
  });

  asRoot('the files of a large archive are given away', async () => {
    const count = repetitions(500, 2_000);
    const zip = buildZip([
      { name: 'exec', data: '#!/bin/sh\necho "[]"' },
      ...Array.from({ length: count }, (_, index) => ({ name: `many/f${index}`, data: 'x' })),
    ]);
    const proxy = proxyOf(new AppendingRunner({ directory: sandbox.directory }));
    await proxy.init(initBody(zip.toString('base64'), { binary: true }));
    const all = Object.values(owners());
    expect([all.length, new Set(all)]).toEqual([count + 2, new Set([OWNED])]);
    await proxy.stop();
  });

  test('without another user giving away does nothing', async () => {
    const proxy = proxyOf(giving(), {});
    await proxy.init(initBody('#!/bin/sh\necho "[]"'));
    const own = `${process.getuid?.()}:${process.getgid?.()}`;
    expect(new Set(Object.values(owners()))).toEqual(new Set([own]));
    await proxy.stop();
  });

  test('giving away outside an init is a fault of the runtime', async () => {
    class Late extends ActionRunner {
      protected override verify(): boolean {
        return true;
      }

      protected override async run(): Promise<ActionResult> {
        await this.giveToUser(this.directory);
        return {};
      }
    }
    const proxy = proxyOf(new Late({ directory: sandbox.directory }), {});
    await expect(proxy.run(bodyOf({ value: {} }))).rejects.toMatchObject({ code: 'ERR_RUNNER_FAULT' });
  });
});
