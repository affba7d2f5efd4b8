import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { checkUser } from '../../src/server/check-user.js';
import { testAsRoot } from '../support/as-root.js';

const asRoot = testAsRoot('whom a runtime may start processes as');

/** Serves with the option user by the built package; prints the error's code and message, or `served`. */
const SERVE = `
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http/serve';
const [directory, uid, gid] = process.argv.slice(1);
const user = { uid: Number(uid), gid: Number(gid) };
const settings = { port: 0, host: '127.0.0.1', environment: {}, signals: false, user };
try {
  const server = await serve(new NativeRunner({ directory }), settings);
  console.log('served');
  await server.close();
} catch (error) {
  console.log(error.code + ' ' + error.message);
}
`;

/** What a runtime of user 12345 says about the option. */
function servedBy12345(user: string, group: string): string {
  const who = ['--reuid', '12345', '--regid', '12345', '--clear-groups'];
  const node = [process.execPath, '--input-type=module', '-e', SERVE, temporaryDirectory(), user, group];
  const { stdout, stderr } = spawnSync('setpriv', [...who, ...node], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    timeout: 240_000,
  });
  return stdout + stderr;
}

test('without the option nothing is asked of the system', () => {
  expect(() => checkUser(undefined)).not.toThrow();
});

asRoot('root may start processes of any user', () => {
  expect(() => checkUser({ uid: 12_345, gid: 12_345 })).not.toThrow();
});

asRoot.each([
  ['another user', '23456', '12345'],
  ['another group', '12345', '23456'],
  ['root', '0', '0'],
])('a runtime that is not root is refused %s before it listens', (_, user, group) => {
  const message = `The option user is ${user}:${group}, but this runtime is not allowed to start processes as another user; start it as root.`;
  expect(servedBy12345(user, group)).toBe(`ERR_RUNNER_OPTION ${message}\n`);
});

asRoot('a runtime that is not root may name itself', () => {
  expect(servedBy12345('12345', '12345')).toBe('served\n');
});
