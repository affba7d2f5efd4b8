import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { readArchive } from '../../src/inspect/read-archive.js';
import { hex, layout, savedImage, writeTar } from '../support/saved-image.js';

describe('reading an archive refuses', () => {
  const sandbox = setUpCommandSandbox();
  const write = (files: Readonly<Record<string, string>>) => writeTar(join(sandbox.folder, 'image.tar'), files);
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
