import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { readArchive } from '../../src/inspect/read-archive.js';
import { CONFIG, goodConfig, hex, LAYERS, layout, savedImage, writeTar } from '../support/saved-image.js';

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

  const tar = ['--format=gnu', '--format=pax', '--format=ustar', '--listed-incremental=list'];
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
});
