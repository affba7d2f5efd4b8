import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { readArchive } from '../../src/inspect/read-archive.js';
import { goodConfig, savedImage, writeTar } from '../support/saved-image.js';

const hex = (digit: string) => digit.repeat(64);
const CONFIG = { digest: `sha256:${hex('c')}`, size: 500 };
const LAYERS = [{ digest: `sha256:${hex('1')}` }, { digest: `sha256:${hex('2')}` }];

/** An OCI layout with these references in its index. */
function layout(manifests: readonly object[], more: Readonly<Record<string, string>> = {}): Record<string, string> {
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

describe('reading an archive', () => {
  const sandbox = setUpCommandSandbox();
  const write = (files: Readonly<Record<string, string>>) => writeTar(join(sandbox.folder, 'image.tar'), files);

  it('finds the image that docker save wrote, and its size', () => {
    expect(readArchive(write(savedImage()))).toMatchObject({
      name: 'example/good:1.0',
      user: '1000:1000',
      bytes: 3000,
      layers: 2,
    });
  });

  it('finds an image that was saved by its id, without a name', () => {
    expect(readArchive(write(savedImage(goodConfig(), null)))).toMatchObject({ name: undefined, user: '1000:1000' });
  });

  it('finds the image of an OCI layout', () => {
    const annotations = { 'org.opencontainers.image.ref.name': 'localhost/example/good:1.0' };
    const tar = write(layout([{ digest: `sha256:${hex('d')}`, size: 9, annotations }]));
    expect(readArchive(tar)).toMatchObject({ name: 'localhost/example/good:1.0', user: '1000:1000', bytes: 1000 });
  });

  it('follows an index of several platforms to linux/amd64, and passes by what a build tells of itself', () => {
    const image = (digit: string, os: string, architecture: string) => ({
      digest: `sha256:${hex(digit)}`,
      platform: { os, architecture },
    });
    const manifests = [image('a', 'linux', 'arm64'), image('b', 'unknown', 'unknown'), image('d', 'linux', 'amd64')];
    const annotations = {
      'io.containerd.image.name': 'docker.io/library/good:1.0',
      'org.opencontainers.image.ref.name': '1.0',
    };
    const tar = write(
      layout([{ digest: `sha256:${hex('e')}`, annotations }], {
        [`blobs/sha256/${hex('e')}`]: JSON.stringify({ manifests }),
      }),
    );
    expect(readArchive(tar)).toMatchObject({ name: 'docker.io/library/good:1.0', architecture: 'amd64', bytes: 1000 });
  });

  it('takes the platform that the archive holds, of those that its index names', () => {
    const manifests = [
      { digest: `sha256:${hex('a')}`, platform: { os: 'linux', architecture: 'amd64' } },
      { digest: `sha256:${hex('d')}`, platform: { os: 'linux', architecture: 'arm64' } },
    ];
    const tar = write(
      layout([{ digest: `sha256:${hex('e')}` }], { [`blobs/sha256/${hex('e')}`]: JSON.stringify({ manifests }) }),
    );
    expect(readArchive(tar)).toMatchObject({ bytes: 1000 });
  });

  describe('knows one image', () => {
    const IMAGE = { digest: `sha256:${hex('d')}` };
    const NAME = 'org.opencontainers.image.ref.name';
    const named = (annotations: Readonly<Record<string, string>>) => ({ ...IMAGE, annotations });
    const platform = (digit: string, os: string, architecture: string, variant?: string) => ({
      digest: `sha256:${hex(digit)}`,
      platform: { os, architecture, variant },
    });
    const file = (digit: string, content: object) => ({ [`blobs/sha256/${hex(digit)}`]: JSON.stringify(content) });

    it.each<[string, readonly object[], readonly string[], string | undefined]>([
      [
        'with two names, as BuildKit lists it',
        [named({ [NAME]: 'a/b:1' }), named({ [NAME]: 'a/b:latest' })],
        ['a/b:1', 'a/b:latest'],
        'a/b:1',
      ],
      ['listed twice without a name, as ko does', [IMAGE, IMAGE], [], undefined],
      [
        'with a whole name beside its tag',
        [named({ 'io.containerd.image.name': 'docker.io/a/b:1', [NAME]: '1' })],
        ['docker.io/a/b:1'],
        'docker.io/a/b:1',
      ],
      ['with a bare tag, as oras, regctl and umoci write it', [named({ [NAME]: '1.0' })], [':1.0'], undefined],
      ['with a bare tag that is a word', [named({ [NAME]: 'latest' })], [':latest'], undefined],
      ['saved by its id, as podman names it', [named({ [NAME]: `sha256:${hex('9')}` })], [], undefined],
    ])('%s', (_, manifests, names, name) => {
      expect(readArchive(write(layout(manifests)))).toMatchObject({ names, name, bytes: 1000 });
    });

    it('in manifest.json once for each of its names', () => {
      const files = savedImage();
      const [image] = JSON.parse(files['manifest.json']) as object[];
      const manifest = [image, { ...image, RepoTags: ['example/other:2'] }];
      expect(readArchive(write({ ...files, 'manifest.json': JSON.stringify(manifest) }))).toMatchObject({
        names: ['example/good:1.0', 'example/other:2'],
        name: 'example/good:1.0',
      });
    });

    it('with members of manifest.json in lower case, as containerify writes them', () => {
      const manifest = [{ config: 'config.json', repoTags: ['example/good:1.0'], layers: ['a.tar', 'b.tar'] }];
      const files = { ...savedImage(), 'manifest.json': JSON.stringify(manifest) };
      expect(readArchive(write(files))).toEqual(readArchive(write(savedImage())));
    });

    it('with several names in manifest.json', () => {
      const tags = ['example/good:1.0', 'example/good:latest'];
      expect(readArchive(write(savedImage(goodConfig(), tags)))).toMatchObject({ names: tags });
    });

    it('as an index beside its manifests, and reports its platforms', () => {
      const manifests = [platform('a', 'linux', 'arm64', 'v8'), platform('d', 'linux', 'amd64')];
      const files = { ...file('e', { manifests }), ...file('a', { config: CONFIG, layers: [] }) };
      const all = [...manifests, { digest: `sha256:${hex('e')}`, annotations: { [NAME]: 'a/b:1' } }];
      expect(readArchive(write(layout(all, files)))).toMatchObject({
        names: ['a/b:1'],
        platforms: ['linux/arm64/v8', 'linux/amd64'],
        bytes: 1000,
      });
    });

    it('as an index in an index beside both', () => {
      const index = { digest: `sha256:${hex('e')}` };
      const outer = { digest: `sha256:${hex('f')}` };
      const files = { ...file('e', { manifests: [IMAGE] }), ...file('f', { manifests: [index] }) };
      expect(readArchive(write(layout([index, outer, IMAGE], files)))).toMatchObject({ bytes: 1000 });
    });

    const ARTIFACT = { digest: `sha256:${hex('b')}` };
    const EMPTY = { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${hex('8')}` };
    const OF_IMAGE = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${hex('c')}` };

    it.each<[string, object]>([
      ['attached to it', { subject: IMAGE, config: EMPTY, layers: [] }],
      ['attached to it with the configuration of an image', { subject: IMAGE, config: OF_IMAGE, layers: [] }],
      ['of another kind', { config: { ...EMPTY, mediaType: 'application/vnd.cncf.helm.config.v1+json' }, layers: [] }],
      ['attached as an index', { subject: IMAGE, manifests: [] }],
    ])('beside an artifact %s', (_, artifact) => {
      expect(readArchive(write(layout([ARTIFACT, IMAGE], file('b', artifact))))).toMatchObject({ bytes: 1000 });
      const inside = { ...file('e', { manifests: [ARTIFACT, IMAGE] }), ...file('b', artifact) };
      const index = { digest: `sha256:${hex('e')}` };
      expect(readArchive(write(layout([index], inside)))).toMatchObject({ bytes: 1000 });
    });

    it('whose reference has an artifactType, as crane writes it', () => {
      const artifactType = 'application/vnd.oci.image.config.v1+json';
      const files = file('d', { config: OF_IMAGE, layers: LAYERS, artifactType });
      expect(readArchive(write(layout([{ ...IMAGE, artifactType }], files)))).toMatchObject({ bytes: 1000 });
    });

    it('of Docker, by the media type of its configuration', () => {
      const config = { ...OF_IMAGE, mediaType: 'application/vnd.docker.container.image.v1+json' };
      expect(readArchive(write(layout([IMAGE], file('d', { config, layers: LAYERS }))))).toMatchObject({ bytes: 1000 });
    });
  });

  it('counts a layer once that is there as a link, too', () => {
    sandbox.write('image/a.tar', 'x'.repeat(1000));
    symlinkSync('a.tar', join(sandbox.folder, 'image/b.tar'));
    sandbox.write('image/config.json', goodConfig());
    sandbox.write('image/manifest.json', savedImage()['manifest.json']);
    execFileSync('tar', ['-cf', 'image.tar', '-C', 'image', '.'], { cwd: sandbox.folder });
    expect(readArchive(join(sandbox.folder, 'image.tar'))).toMatchObject({ bytes: 1000 });
  });

  const tar = ['--format=gnu', '--format=pax', '--format=ustar'];
  it.each(tar)('reads what the program tar writes, names longer than a header included: %s', (format) => {
    const long = `${'folder/'.repeat(12)}${'c'.repeat(format === '--format=ustar' ? 60 : 150)}.json`;
    sandbox.write(`image/${long}`, goodConfig());
    sandbox.write('image/manifest.json', JSON.stringify([{ Config: long, RepoTags: ['x:1'], Layers: [] }]));
    execFileSync('tar', [format, '-cf', 'image.tar', '-C', 'image', '.'], { cwd: sandbox.folder });
    expect(readArchive(join(sandbox.folder, 'image.tar'))).toMatchObject({ name: 'x:1', user: '1000:1000' });
  });

  it('skips a layer of more than 8 GB, whose size no octal number holds', () => {
    const file = join(sandbox.folder, 'big.tar');
    sandbox.write('layer.tar', '');
    truncateSync(join(sandbox.folder, 'layer.tar'), 9 * 2 ** 30);
    sandbox.write('config.json', goodConfig());
    const manifest = [{ Config: 'config.json', RepoTags: ['x:1'], Layers: ['layer.tar'] }];
    sandbox.write('manifest.json', JSON.stringify(manifest));
    // Only the header of the layer is written; the rest of it is a hole.
    const script = [
      'tar --format=gnu -cf - layer.tar 2>/dev/null | head -c 512 > big.tar',
      'truncate -s $((512 + 9 * 1073741824)) big.tar',
      'tar --format=gnu -cf - config.json manifest.json >> big.tar',
    ];
    execFileSync('sh', ['-c', script.join('\n')], { cwd: sandbox.folder });
    expect(readArchive(file)).toMatchObject({ name: 'x:1', bytes: 9 * 2 ** 30 });
  });

  describe('refuses', () => {
    const refusal = (file: string): unknown => {
      try {
        return readArchive(file);
      } catch (error) {
        return error;
      }
    };

    it.each<[string, RegExp, () => string]>([
      ['a file that is not there', /ENOENT/, () => join(sandbox.folder, 'none.tar')],
      ['an empty file', /it is empty/, () => sandbox.write('empty.tar', '')],
      ['what is no tar', /it is not a tar/, () => sandbox.write('text.tar', 'no tar '.repeat(200))],
      [
        'a compressed tar',
        /it is compressed; unpack it first/,
        () => sandbox.write('image.tar', gzipSync(Buffer.from('x'.repeat(5000)), { level: 0 })),
      ],
      ['a tar without an image', /contains no image/, () => write({ 'readme.txt': 'hello' })],
      [
        'several images',
        /it contains 2 images; save a single one/,
        () => write({ 'manifest.json': '[{"Config":"a"},{"Config":"b"}]' }),
      ],
      [
        'several images of an OCI layout',
        /it contains 2 images/,
        () => write(layout([{ digest: 'a' }, { digest: 'b' }])),
      ],
      ['no image in the list', /it contains no image/, () => write({ 'manifest.json': '[]' })],
      [
        'a layer that is missing',
        /it does not contain b.tar/,
        () => {
          const { 'b.tar': _, ...rest } = savedImage();
          return write(rest);
        },
      ],
      [
        'a layer of an OCI layout that is missing',
        /it does not contain blobs\/sha256\/2+/,
        () => {
          const whole = layout([{ digest: `sha256:${hex('d')}` }]);
          return write(Object.fromEntries(Object.entries(whole).filter(([name]) => !name.endsWith(hex('2')))));
        },
      ],
      [
        'a configuration that is missing',
        /does not contain config.json/,
        () => write({ 'manifest.json': '[{"Config":"config.json"}]' }),
      ],
      [
        'a configuration that is no JSON',
        /its config.json is not that of an image/,
        () => write({ 'manifest.json': '[{"Config":"config.json"}]', 'config.json': 'x' }),
      ],
      ...[
        { config: { User: 5 } },
        { config: { Env: { a: 1 } } },
        { config: { Env: [1, null] } },
        { config: [] },
        { history: [null] },
        { rootfs: 'layers' },
      ].map((config): [string, RegExp, () => string] => [
        `a configuration that is no image's: ${JSON.stringify(config)}`,
        /its config.json is not that of an image \(.*\)/,
        () => write(savedImage(JSON.stringify(config))),
      ]),
      ...['{}', 'null', '[null]', '[{"Config":"config.json","Layers":{}}]', '[{"Config":5}]'].map(
        (manifest): [string, RegExp, () => string] => [
          `a list that is none of images: ${manifest}`,
          /its manifest.json is not that of an image/,
          () => write({ ...savedImage(), 'manifest.json': manifest }),
        ],
      ),
      ...['{"manifests":[null]}', '{"manifests":[{"digest":5}]}', '{"manifests":{}}'].map(
        (index): [string, RegExp, () => string] => [
          `an index that is none of images: ${index}`,
          /its index.json is not that of an image/,
          () => write({ 'index.json': index }),
        ],
      ),
      [
        'an index that leads to itself',
        /it contains no image/,
        () =>
          write(
            layout([{ digest: `sha256:${hex('e')}` }], {
              [`blobs/sha256/${hex('e')}`]: JSON.stringify({ manifests: [{ digest: `sha256:${hex('e')}` }] }),
            }),
          ),
      ],
    ])('%s', (_, message, make) => {
      expect(refusal(make())).toMatchObject({ code: 'ERR_IMAGE_READ', message: expect.stringMatching(message) });
    });

    it('a tar that is cut off, wherever it is', () => {
      const file = write(savedImage());
      const whole = readFileSync(file);
      const end = whole.length - 2 * 512;
      // Within a header, after one, within a file, where a file ends, and before the last blocks.
      for (const length of [100, 512, 700, 1536, 2048, 5000, end - 512, end]) {
        truncateSync(file, length);
        const message = length < 512 ? /it is not a tar/ : /it is cut off/;
        expect([length, refusal(file)]).toMatchObject([
          length,
          { code: 'ERR_IMAGE_READ', message: expect.stringMatching(message) },
        ]);
        writeFileSync(file, whole);
      }
    });

    it('a tar whose size leads backwards', () => {
      const record = 'size=-1024\n';
      const pax = `${record.length + 3} ${record}`;
      const file = writeTar(join(sandbox.folder, 'image.tar'), { pax, ...savedImage() });
      const bytes = readFileSync(file);
      bytes.write('x', 156);
      // The sum of the header grows with the type.
      const sum = bytes.subarray(0, 512).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
      bytes.write(sum.toString(8).padStart(6, '0'), 148);
      writeFileSync(file, bytes);
      expect(refusal(file)).toMatchObject({
        code: 'ERR_IMAGE_READ',
        message: expect.stringMatching(/it is not a tar/),
      });
    });

    it('a pipe, without waiting for what may come', () => {
      const pipe = join(sandbox.folder, 'pipe.tar');
      execFileSync('mkfifo', [pipe]);
      expect(refusal(pipe)).toMatchObject({
        code: 'ERR_IMAGE_READ',
        message: expect.stringMatching(/it is not a file/),
      });
    });

    it.each(['gzip', 'bzip2', 'xz'])('what %s compressed, where it is installed', (program) => {
      const file = write(savedImage());
      const { stdout, error } = spawnSync(program, ['-c', file]);
      const compressed = error ? Buffer.from('\xFD7zXZ\0'.padEnd(1000), 'latin1') : stdout;
      writeFileSync(file, compressed);
      expect(refusal(file)).toMatchObject({ message: expect.stringMatching(/it is compressed; unpack it first/) });
    });

    it('an archive with nothing but an artifact', () => {
      const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${hex('8')}` };
      const files = { [`blobs/sha256/${hex('d')}`]: JSON.stringify({ config, layers: [] }) };
      expect(refusal(write(layout([{ digest: `sha256:${hex('d')}` }], files)))).toMatchObject({
        message: expect.stringMatching(/it contains no image/),
      });
    });

    it.each<[string, Readonly<Record<string, string>>, RegExp]>([
      [
        'an OCI layout',
        { 'oci-layout': '{}', 'index.json': '{}' },
        /OCI layout .*pack it with "tar -C .* -cf image.tar \."/,
      ],
      [
        'the folder that skopeo calls dir: and podman docker-dir',
        { 'manifest.json': '{}', version: 'Directory Transport Version: 1.1\n' },
        /\(dir:, docker-dir\); convert it with "skopeo copy dir:.* docker-archive:image.tar"/,
      ],
      ['an unpacked archive', { 'manifest.json': '[]' }, /unpacked archive; pack it with/],
    ])('a folder, by name: %s', (_, files, message) => {
      for (const [name, content] of Object.entries(files)) sandbox.write(`folder/${name}`, content);
      expect(refusal(join(sandbox.folder, 'folder'))).toMatchObject({
        code: 'ERR_IMAGE_READ',
        message: expect.stringMatching(message),
      });
    });

    it('a folder', () => {
      expect(refusal(sandbox.folder)).toMatchObject({
        code: 'ERR_IMAGE_READ',
        message: expect.stringMatching(/it is a folder; pack an OCI layout/),
      });
    });
  });
});
