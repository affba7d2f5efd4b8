import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionProxy } from '@actionrunner/core';
import { afterTest } from '../../../../test/support/clean-up.js';
import { freePort } from '../../../../test/support/free-port.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { Proxied } from '../../../core/test/support/proxied.js';
import { debugRunner } from '../../src/debug/debug-runner.js';
import { createInterpreterRunner } from '../../src/interpreter-runner.js';

const sandbox = setUpCommandSandbox();

(existsSync('/proc/net/tcp') ? it : it.skip)(
  'a program that starts no debugger holds nothing up, and that is said',
  async () => {
    const seen = join(sandbox.folder, 'seen');
    const drops = `#!/bin/sh\nuntil [ -e ${seen} ]; do sleep 0.01; done\necho '{"n":1}'\n`;
    const node = sandbox.write('bin/node', drops, 0o755);
    const runner = createInterpreterRunner([node], 'a.mjs', { directory: join(sandbox.folder, 'action') });
    const port = await freePort();
    const notes: string[] = [];
    const note = (line: string) => {
      notes.push(line);
      writeFileSync(seen, '');
    };
    debugRunner(runner, 'interpreter:node', { host: '127.0.0.1', port, waits: false }, note, 1);
    const proxied = new Proxied((logs) => new ActionProxy(runner, { logs }));
    afterTest(() => proxied.close());
    await proxied.init('console.log("{}");\n');
    expect(await proxied.run()).toEqual({ n: 1 });
    expect(notes).toEqual([
      `debugger: nothing listens on 127.0.0.1:${port} yet; the action continues. If ${node} is a script, it must pass on its options.`,
    ]);
  },
);
