import { spawnSync } from 'node:child_process';

/** A test that needs namespaces of its own; skipped, and says so, where they cannot be had. */
export function testWithNamespaces(what: string, ...flags: readonly string[]): jest.It {
  const possible = spawnSync('unshare', [...flags, 'true']).status === 0;
  if (!possible) {
    console.warn(
      `SKIPPED: ${what}: "unshare ${flags.join(' ')}" is not possible here; run the tests as root on Linux.`,
    );
  }
  return possible ? test : test.skip;
}

/** A command line that starts what follows it as this user, with all file systems read-only but one folder. */
export function onlyWritable(folder: string, uid: number): string[] {
  const script = [
    'set -e',
    'folder=$1; shift',
    'mount --make-rprivate /',
    'mount --bind "$folder" "$folder"',
    // Where a file system begins a mount of its own, it has a flag of its own.
    'for place in / /tmp /var/tmp /run /dev/shm /home; do',
    '  if mountpoint -q "$place"; then mount -o remount,ro,bind "$place"; fi',
    'done',
    'exec "$@"',
  ].join('\n');
  const who = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  return ['unshare', '-m', 'sh', '-c', script, 'sh', folder, 'setpriv', ...who];
}
