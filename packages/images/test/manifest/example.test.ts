import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RuntimesManifest } from '../../src/manifest/runtimes-manifest.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const FOLDER = `${ROOT}/examples/openwhisk`;

const manifest = JSON.parse(readFileSync(`${FOLDER}/runtimes.json`, 'utf8')) as RuntimesManifest;
const entries = Object.values(manifest.runtimes).flat();
const images = [...entries.map(({ image }) => image), ...manifest.blackboxes];

describe('examples/openwhisk/runtimes.json', () => {
  it('has one default in each family, whose kinds begin with its name', () => {
    for (const [family, kinds] of Object.entries(manifest.runtimes)) {
      expect(kinds.filter((kind) => kind.default)).toHaveLength(1);
      expect(kinds.filter(({ kind }) => !kind.startsWith(`${family}:`))).toEqual([]);
    }
  });

  it('names images that are built here, by explicit tags', () => {
    for (const { prefix, name, tag } of images) {
      expect({ name, exists: existsSync(`${ROOT}/examples/images/${name}/Dockerfile`) }).toEqual({
        name,
        exists: true,
      });
      expect({ prefix, tag }).toEqual({ prefix: 'actionrunner', tag: '0.1' });
    }
  });

  it('keeps a container of each kind started', () => {
    expect(entries.filter(({ stemCells }) => !stemCells?.some(({ initialCount }) => initialCount > 0))).toEqual([]);
  });

  it.each(['README.md', 'action-limits.md'])('has the kinds and images that the commands of %s name', (page) => {
    const text = readFileSync(`${FOLDER}/${page}`, 'utf8');
    const commands = text.split('\n').filter((line) => line.startsWith('wsk action create'));
    const kinds = commands.flatMap((line) => /--kind (\S+)/.exec(line)?.[1] ?? []);
    const known = entries.flatMap(({ kind }) => [kind, `${kind.split(':')[0]}:default`]);
    expect(kinds.filter((kind) => !known.includes(kind))).toEqual([]);
    const named = commands.flatMap((line) => /--docker (\S+)/.exec(line)?.[1] ?? []);
    const blackboxes = manifest.blackboxes.map(({ prefix, name, tag }) => `${prefix}/${name}:${tag}`);
    expect(named.filter((image) => !blackboxes.includes(image))).toEqual([]);
    expect(commands.length).toBeGreaterThan(0);
    const files = commands.flatMap((line) => /(?<= )examples\/\S+/.exec(line)?.[0] ?? []);
    expect(files.filter((file) => !existsSync(`${ROOT}/${file}`))).toEqual([]);
  });
});
