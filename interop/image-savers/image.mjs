/** The image that all tools save, and a reader of what they saved. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

export const NAME = 'example.org/team/image:v1';
const DATE = '2026-01-01T00:00:00Z';
const BLOCK = 512;
const ZSTD_MAGIC = 0xfd2fb528;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A tar in the ustar format. */
export function tar(files) {
  const blocks = files.flatMap(([name, content]) => {
    const body = Buffer.from(content);
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        0ustar\u000000', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** The layer, and the archive that `docker save` writes for the image. */
export function writeImage(folder) {
  const layer = tar([['hello.txt', 'hello\n']]);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: DATE,
    config: {
      User: '1000:1000',
      ExposedPorts: { '8080/tcp': {} },
      Entrypoint: ['/serve'],
      Labels: { 'org.opencontainers.image.title': 'example' },
      StopSignal: 'SIGINT',
      WorkingDir: '/app',
      Healthcheck: { Test: ['CMD', '/check'], Interval: 5_000_000_000 },
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    history: [{ created: DATE, created_by: 'COPY hello.txt /' }],
  });
  const name = `${sha256(config)}.json`;
  const manifest = JSON.stringify([{ Config: name, RepoTags: [NAME], Layers: ['layer.tar'] }]);
  const archive = path.join(folder, 'docker.tar');
  fs.writeFileSync(
    archive,
    tar([
      [name, config],
      ['layer.tar', layer],
      ['manifest.json', manifest],
    ]),
  );
  fs.writeFileSync(path.join(folder, 'layer.tar'), layer);
  return { archive, layer: path.join(folder, 'layer.tar') };
}

/** The parts of a saved image, from the folder that it was unpacked to. */
export function describeImage(folder) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  const has = (name) => fs.existsSync(path.join(folder, name));
  const blob = (digest) => path.join('blobs', digest.replace(':', '/'));
  const index = has('index.json') ? read('index.json') : undefined;
  const saved = has('manifest.json') ? read('manifest.json') : undefined;
  const list = Array.isArray(saved) ? saved : undefined;
  const find = (name) => Object.entries(list[0]).find(([key]) => key.toLowerCase() === name) ?? [name, null];
  const top = index?.manifests ?? [];
  const refs = top.map(({ annotations }) => JSON.stringify(annotations?.['org.opencontainers.image.ref.name'] ?? null));
  let manifest = list ? undefined : saved;
  for (let next = top[0]; next !== undefined; next = manifest.manifests?.[0]) manifest = read(blob(next.digest));
  const configFile = list
    ? find('config')[1]
    : has(blob(manifest.config.digest))
      ? blob(manifest.config.digest)
      : manifest.config.digest.replace('sha256:', '');
  const layers = list
    ? find('layers')[1]
    : manifest.layers.map(({ digest }) => (index ? blob(digest) : digest.replace('sha256:', '')));
  const { config = {}, ...rest } = read(configFile);
  return {
    layout: describeLayout(folder),
    names:
      [
        ...(list
          ? [
              find('repotags')
                .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
                .join(' '),
            ]
          : []),
        ...(index ? [`ref.name ${refs.join(' ')}`] : []),
      ].join('; ') || 'none',
    types: manifest
      ? [...new Set([manifest.mediaType ?? 'none', manifest.config.mediaType].map(shorten))].join(', ')
      : '-',
    layers: [...new Set(layers.map((name) => `${compressionOf(path.join(folder, name))}, ${shapeOf(name)}`))].join(
      '; ',
    ),
    config: describeConfig(config, rest),
  };
}

const shorten = (type) => type.replace('application/vnd.', '').replace('.v1+json', '').replace('.v2+json', '.v2');
const shapeOf = (name) => name.replaceAll(/[0-9a-f]{64}/g, '…').replaceAll(/[0-9a-f]{12,}/g, '…');

function compressionOf(file) {
  const bytes = fs.readFileSync(file);
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === ZSTD_MAGIC) return 'zstd';
  if (bytes[0] !== 0x1f) return 'tar';
  gunzipSync(bytes);
  return 'gzip';
}

function describeLayout(folder) {
  const names = fs
    .readdirSync(folder)
    .map((name) => (fs.statSync(path.join(folder, name)).isDirectory() ? `${shapeOf(name)}/` : shapeOf(name)));
  return [...new Set(names)].sort().join(' ');
}

const EXPECTED = ['User', 'ExposedPorts', 'Entrypoint', 'Labels', 'StopSignal', 'WorkingDir', 'Healthcheck'];

function describeConfig(config, rest) {
  const lost = EXPECTED.filter((key) => config[key] === undefined || config[key] === null);
  const more = Object.keys(config)
    .filter((key) => !EXPECTED.includes(key))
    .sort();
  const kept = lost.length === 0 ? 'all' : lost.length === EXPECTED.length ? 'nothing' : `not ${lost.join(', ')}`;
  const added = more.map((key) => `${key} ${JSON.stringify(config[key])}`).filter((text) => text.length < 60);
  const bare = ['architecture', 'os', 'history']
    .filter((key) => !rest[key] || rest[key].length === 0)
    .map((key) => `no ${key}`);
  return [kept, ...(added.length > 0 ? [`adds ${added.join(', ')}`] : []), ...bare].join('; ');
}
