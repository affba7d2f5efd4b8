/**
 * An npm registry for the packages of this repository as they are now; for all others it points to the usual registry.
 * With it the images are built from Dockerfiles that install the packages from npm, as those of a user do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** The same each time where it is free: its number is part of what layers are cached by. */
const PORT = 48_733;

/**
 * Packs the packages and serves them on a loopback port.
 * @param {string} folder where the tarballs go
 * @param {readonly string[]} [sources] the folders of the packages
 * @returns {Promise<{port: number, digest: string, close: () => Promise<void>}>} the digest changes with the packages
 */
export async function startRegistry(folder, sources = packageFolders()) {
  const packages = packAll(sources, folder);
  // Asked when it is needed first: it takes a start of npm.
  let upstream;
  const upstreamOf = (url) => {
    upstream ??= npm(['config', 'get', 'registry'], ROOT).trim();
    return new URL(url, upstream).href;
  };
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url ?? '/').slice(1);
    const file = [...packages.values()].find(({ tarball }) => name === `tarballs/${path.basename(tarball)}`);
    const found = packages.get(name);
    if (file) response.end(fs.readFileSync(file.tarball));
    else if (found) response.end(JSON.stringify(packument(found, `http://${request.headers.host}`)));
    else response.writeHead(302, { location: upstreamOf(request.url ?? '/') }).end();
  });
  await listen(server, PORT).catch(() => listen(server, 0));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const digests = [...packages.values()].map(({ integrity }) => integrity);
  return {
    port,
    digest: createHash('sha256').update(digests.join()).digest('hex').slice(0, 16),
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
}

function packageFolders() {
  const folders = fs.readdirSync(path.join(ROOT, 'packages')).map((name) => path.join(ROOT, 'packages', name));
  return folders.filter((folder) => fs.existsSync(path.join(folder, 'package.json')));
}

/**
 * Packs all packages by one start of npm, which takes longer than the packing.
 * @returns {Map<string, {manifest: Record<string, unknown>, tarball: string, integrity: string}>} by name
 */
function packAll(sources, folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...sources];
  const byName = new Map(JSON.parse(npm(args, ROOT)).map((tarball) => [tarball.name, tarball]));
  return new Map(
    sources.map((source) => {
      const manifest = JSON.parse(fs.readFileSync(path.join(source, 'package.json'), 'utf8'));
      const { filename, integrity } = byName.get(manifest.name);
      return [manifest.name, { manifest, tarball: path.join(folder, filename), integrity }];
    }),
  );
}

/** What a registry says about a package that has one version. */
function packument({ manifest, tarball, integrity }, url) {
  const dist = { tarball: `${url}/tarballs/${path.basename(tarball)}`, integrity };
  const { name, version } = manifest;
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

function npm(args, cwd) {
  const { status, stdout, stderr, error } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
