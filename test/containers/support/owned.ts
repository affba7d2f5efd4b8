import { docker } from './docker.js';

/** Everything made here has this label, whoever made it. */
const LABEL = 'ci=1';

/** The label with the process that made it. */
const OWNER = 'ci.owner';

/** Options of `docker run` and `docker build` that make what comes of it ours. */
export const OWNED: readonly string[] = ['--label', LABEL, '--label', `${OWNER}=${process.pid}`];

// Also what a run left that was killed. Other runs may be under way on this machine.
beforeAll(() => sweep((owner) => !isAlive(owner)), 60_000);
afterAll(() => sweep((owner) => owner === process.pid), 60_000);

/** Removes containers, then images, of the owners chosen. */
export async function sweep(isChosen: (owner: number) => boolean): Promise<void> {
  const filter = ['-q', '--filter', `label=${LABEL}`];
  const containers = await ownedBy(isChosen, await docker(['ps', '-a', ...filter]));
  await remove(['rm', '-f', '-v'], containers);
  const images = await ownedBy(isChosen, await docker(['images', ...filter]));
  await remove(['rmi', '-f'], images);
}

async function remove(command: readonly string[], ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    // Another run may sweep, too.
    await docker([...command, id]).catch((error: Error) => {
      if (!/no such|not known|in progress/i.test(error.message)) {
        throw error;
      }
    });
  }
}

async function ownedBy(isChosen: (owner: number) => boolean, list: string): Promise<string[]> {
  const ids = [...new Set(list.split('\n').filter((id) => id !== ''))];
  const owners = await Promise.all(ids.map(ownerOf));
  return ids.filter((_, index) => {
    const owner = owners[index];
    return owner !== undefined && isChosen(owner);
  });
}

/** Undefined for what has no owner, or has been removed meanwhile. */
async function ownerOf(id: string): Promise<number | undefined> {
  const format = `{{index .Config.Labels "${OWNER}"}}`;
  const owner = await docker(['inspect', '--format', format, id]).catch(() => '');
  return /^\d+$/.test(owner) ? Number(owner) : undefined;
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
