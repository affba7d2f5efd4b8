import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { chooseTemporaryFolder } from '../../src/runner/action-environment.js';
import { runProgram } from '../support/child-program.js';
import { testWhere } from '../support/test-where.js';

/** Starts a program that sees /tmp as in a container with a read-only root. */
const READ_ONLY = [
  ...['unshare', '--mount', 'sh', '-c'],
  'mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp && exec "$0" "$@"',
];

/** Where the action directory of these tests is: it must stay writable. */
const SHARED_MEMORY = '/dev/shm';

/** What an action finds in its variable TMPDIR, in a runtime with these variables of its own, and in a build. */
const RUNTIME = `
  import { ActionProxy, ActionRunner } from '@actionrunner/core';
  const [directory, own, ofInit] = process.argv.slice(1);
  const environment = { PATH: process.env.PATH, ...JSON.parse(own) };
  class Runner extends ActionRunner {
    async build() {
      await this.compile('sh', ['-c', 'echo "$TMPDIR" >built']);
    }
  }
  const logs = { write: () => undefined, frame: () => undefined };
  const proxy = new ActionProxy(new Runner({ directory, environment }), { logs });
  const code = '#!/bin/sh\\nprintf \\'["%s","%s"]\\' "$TMPDIR" "$(cat built)"';
  await proxy.init(Buffer.from(JSON.stringify({ value: { code, env: JSON.parse(ofInit) } })));
  console.log(String(await proxy.run(Buffer.from('{}'))));
  await proxy.stop();
`;

test('where /tmp can be written nothing is said about temporary files', () => {
  expect(chooseTemporaryFolder('/action')).toEqual({});
});

describe('where /tmp cannot be written', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(`${SHARED_MEMORY}/actionrunner-test-`);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const possible =
    existsSync(SHARED_MEMORY) && spawnSync(READ_ONLY[0] ?? '', [...READ_ONLY.slice(1), 'true']).status === 0;
  const readOnly = testWhere(possible, 'unshare, the right to mount, and /dev/shm', 'a /tmp that cannot be written');

  /** What the action and its build find. */
  const found = (own: object, ofInit: object) =>
    runProgram(RUNTIME, { args: [directory, JSON.stringify(own), JSON.stringify(ofInit)], wrapper: READ_ONLY });

  readOnly('temporary files of an action and its build go to the action directory', async () => {
    expect(await found({}, {})).toEqual([directory, directory]);
  });

  readOnly('a TMPDIR of the container counts, and one of the init before it', async () => {
    expect(await found({ TMPDIR: '/own' }, {})).toEqual(['/own', '/own']);
    expect(await found({ TMPDIR: '/own' }, { TMPDIR: '/init' })).toEqual(['/init', '/init']);
  });
});
