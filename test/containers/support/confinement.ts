import { fileURLToPath } from 'node:url';
import { isPodman } from './docker.js';

/** What Docker allows by default; podman's own profile allows more. */
const SECCOMP = fileURLToPath(new URL('../fixtures/seccomp.json', import.meta.url));

/** Options of `docker run` that take everything away that can be taken. */
export async function confinement(): Promise<string[]> {
  // Podman makes folders for temporary files, which Docker does not.
  const readOnly = ['--read-only', ...((await isPodman()) ? ['--read-only-tmpfs=false'] : [])];
  return [
    ...readOnly,
    '--cap-drop',
    'all',
    '--security-opt',
    'no-new-privileges',
    '--security-opt',
    `seccomp=${SECCOMP}`,
  ];
}
