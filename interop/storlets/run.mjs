/** Follows the documents of Storlets with an image of this project, from the tar in Swift to storlets that run in it. */
import { describeLack } from '../../scripts/interop/lacking.js';
import { isInstalled } from '../../scripts/programs.js';
import { collect, prepareImages } from '../containers.mjs';
import { startCluster } from './cluster.mjs';
import { DOCUMENTS, IMAGES } from './documents.mjs';
import { JAVA, JAVA_NEEDS } from './java.mjs';
import { STORLETS } from './storlets.mjs';

const NEEDS = ['pypi/storlets', 'pypi-sources/storlets', 'debian/memcached'];

export default async function run({ row, work, folder, missing }) {
  let setting;
  const prepare = async (libraries, source, memcached) => {
    for (const command of ['unshare', 'setpriv', 'make', 'gcc'])
      if (!isInstalled(command)) throw missing(describeLack(command));
    // The paths of Storlets are made in namespaces, where an engine with a daemon would not find them.
    if (process.getuid() !== 0) throw missing('Storlets needs root');
    const { docker, kind, tagOf } = await prepareImages(['native'], missing);
    if (kind !== 'podman') throw missing('the engine of the node must be podman');
    const cluster = await startCluster({ work, folder, docker, libraries, source, memcached });
    return { ...cluster, docker, work, folder, base: tagOf('native') };
  };
  const rows = [...DOCUMENTS, ...STORLETS].map((each) => ({ ...each, needs: NEEDS }));
  for (const { see, ...named } of [...rows, ...JAVA.map((each) => ({ ...each, needs: [...NEEDS, ...JAVA_NEEDS] }))]) {
    const lend = async (libraries, source, memcached, ...others) => {
      setting ??= prepare(libraries, source, memcached);
      return await see(await setting, ...others);
    };
    await row({ ...named, see: lend });
  }
  const { stop, docker } = (await setting?.catch(() => undefined)) ?? {}; // each row has reported why there is none
  if (stop === undefined) return;
  await stop();
  await collect(docker, ['rmi', '--force', ...IMAGES]);
}
