import { writeFileSync } from 'node:fs';

const BLOCK = 512;

/** Writes a tar of these files, in the form that all programs read. */
export function writeTar(file: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    return [header(name, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  writeFileSync(file, Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
  return file;
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644\x000000000\x000000000\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124);
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The configuration of an image that meets every condition, in the form of an archive. */
export function goodConfig(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {
      User: '1000:1000',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['PATH=/usr/bin:/bin'],
      Cmd: ['tini', '--', 'node', 'server.js'],
      Healthcheck: { Test: ['CMD', 'node', 'check.js'] },
      WorkingDir: '/action',
      Labels: {
        'org.opencontainers.image.title': 'Good',
        'org.opencontainers.image.description': 'An image',
        'org.opencontainers.image.licenses': 'Apache-2.0',
      },
      ...changes,
    },
    rootfs: { type: 'layers', diff_ids: ['sha256:aa', 'sha256:bb'] },
    history: [{ created_by: 'COPY server.js /' }, { created_by: 'CMD ["tini"]', empty_layer: true }],
  });
}

/** An archive as `docker save` writes it, without its layers' content. */
export function savedImage(config: string = goodConfig(), tags: readonly string[] | null = ['example/good:1.0']) {
  const manifest = [{ Config: 'config.json', RepoTags: tags, Layers: ['a.tar', 'b.tar'] }];
  return {
    'a.tar': 'x'.repeat(1000),
    'b.tar': 'y'.repeat(2000),
    'config.json': config,
    'manifest.json': JSON.stringify(manifest),
  };
}

export const hex = (digit: string) => digit.repeat(64);
export const CONFIG = { digest: `sha256:${hex('c')}`, size: 500 };
export const LAYERS = [{ digest: `sha256:${hex('1')}` }, { digest: `sha256:${hex('2')}` }];

/** An OCI layout with these references in its index. */
export function layout(
  manifests: readonly object[],
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    'index.json': JSON.stringify({ schemaVersion: 2, manifests }),
    [`blobs/sha256/${hex('d')}`]: JSON.stringify({ config: CONFIG, layers: LAYERS }),
    [`blobs/sha256/${hex('c')}`]: goodConfig(),
    [`blobs/sha256/${hex('1')}`]: 'x'.repeat(700),
    [`blobs/sha256/${hex('2')}`]: 'y'.repeat(300),
    ...more,
  };
}
