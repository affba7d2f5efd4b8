import { spawnSync } from 'node:child_process';

/** Why the tests that change users cannot run here, or undefined. */
const obstacle = findObstacle();

/** A test that needs root, setpriv(1), and a node that other users may run; skipped, and says so, elsewhere. */
export function testAsRoot(what: string): jest.It {
  if (obstacle !== undefined) {
    console.warn(`SKIPPED: ${what}: ${obstacle}`);
  }
  return obstacle === undefined ? test : test.skip;
}

function findObstacle(): string | undefined {
  if (process.getuid?.() !== 0) {
    return 'the tests do not run as root.';
  }
  const other = spawnSync(process.execPath, ['--version'], { uid: 12_345, gid: 12_345 });
  if (other.status !== 0) {
    return `another user may not run ${process.execPath}.`;
  }
  const setpriv = spawnSync('setpriv', ['--reuid', '12345', '--regid', '12345', '--clear-groups', 'true']);
  return setpriv.status === 0 ? undefined : 'setpriv is not installed: sudo apt-get install util-linux';
}
