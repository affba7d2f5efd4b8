import { messageOf } from '@actionrunner/core/internal';
import * as z from 'zod';
import { ImageError } from '../image-error.js';
import { jsonText } from '../json-text.js';
import { archivedConfig, factsOfArchived, type ImageFacts } from './image-facts.js';
import { type TarEntry, TarError, TarIndex } from './tar-index.js';

/** `manifest.json` of `docker save`. */
const savedImages = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);

/** A reference in an OCI layout. */
const descriptor = z.object({
  digest: z.string(),
  platform: z.object({ os: z.string().optional(), architecture: z.string().optional() }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** `index.json`, an index or a manifest of an OCI layout. */
const ociDocument = z.object({
  manifests: z.array(descriptor).nullish(),
  config: descriptor.nullish(),
  layers: z.array(descriptor).nullish(),
});

type Descriptor = z.infer<typeof descriptor>;
type OciDocument = z.infer<typeof ociDocument>;

/** The JSON files of an image are some kilobytes. */
const MAX_JSON_BYTES = 16 * 2 ** 20;

const NAME_ANNOTATIONS = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/** An index may hold an index, as that of a build for several platforms does. */
const MAX_DEPTH = 4;

/**
 * Reads the image of an archive, as `docker save` and `podman save` write it, in Docker's form or as an OCI layout. No layer is read.
 * @throws ImageError `ERR_IMAGE_READ` when it holds no image, several, or one with a part missing
 */
export function readArchive(file: string): ImageFacts {
  let tar: TarIndex | undefined;
  try {
    tar = new TarIndex(file);
    return factsOf(tar);
  } catch (error) {
    throw new ImageError('ERR_IMAGE_READ', `${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  } finally {
    tar?.close();
  }
}

function factsOf(tar: TarIndex): ImageFacts {
  if (tar.entries.has('manifest.json')) {
    const images = json(tar, 'manifest.json', savedImages);
    const [image] = images;
    if (!image || images.length > 1) {
      throw new TarError(several(images.length));
    }
    const { Config, RepoTags, Layers } = image;
    const config = json(tar, Config, archivedConfig);
    return factsOfArchived(RepoTags?.[0], config, sum((Layers ?? []).map((layer) => find(tar, layer))));
  }
  if (!tar.entries.has('index.json')) {
    throw new TarError('it holds no image: neither manifest.json nor index.json is in it');
  }
  const { name, manifest } = resolve(tar, json(tar, 'index.json', ociDocument), undefined, 0);
  const config = json(tar, blob(manifest.config), archivedConfig);
  return factsOfArchived(name, config, sum((manifest.layers ?? []).map((layer) => find(tar, blob(layer)))));
}

/** Follows an index to the manifest of its image: of several platforms the usual one, else the first. */
function resolve(
  tar: TarIndex,
  document: OciDocument,
  name: string | undefined,
  depth: number,
): { readonly name: string | undefined; readonly manifest: OciDocument } {
  if (!document.manifests) {
    return { name, manifest: document };
  }
  // What a build tells about itself is listed as an image of an unknown platform.
  const images = document.manifests.filter(({ platform }) => platform?.os !== 'unknown');
  if (images.length === 0 || depth > MAX_DEPTH || (depth === 0 && images.length > 1)) {
    throw new TarError(several(images.length));
  }
  // The archive may hold one platform of those that its index names.
  const held = images.filter((image) => tar.entries.has(blob(image)));
  const usual = held.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
  const next = usual ?? held[0] ?? (images[0] as Descriptor);
  const annotated = NAME_ANNOTATIONS.map((key) => next.annotations?.[key]).find(Boolean);
  return resolve(tar, json(tar, blob(next), ociDocument), name ?? annotated, depth + 1);
}

function several(count: number): string {
  return count > 1 ? `it holds ${count} images; save one alone` : 'it holds no image';
}

function blob(descriptor: Descriptor | null | undefined): string {
  return `blobs/${(descriptor?.digest ?? '').replace(':', '/')}`;
}

function json<T>(tar: TarIndex, name: string, schema: z.ZodType<T>): T {
  const { success, data, error } = jsonText
    .pipe(schema)
    .safeParse(tar.read(find(tar, name), MAX_JSON_BYTES).toString());
  if (!success) {
    const issue = error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
    throw new TarError(`${name} in it is not that of an image${where}`);
  }
  return data;
}

function find(tar: TarIndex, name: string): TarEntry {
  const entry = tar.entries.get(name);
  if (!entry) {
    throw new TarError(`${name} is missing in it`);
  }
  return entry;
}

function sum(layers: readonly TarEntry[]): number {
  return layers.reduce((total, { size }) => total + size, 0);
}
