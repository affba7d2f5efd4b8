import { messageOf } from '@actionrunner/core/internal';
import * as z from 'zod/mini';
import { ImageError } from '../image-error.js';
import { parseJson } from '../parse-json.js';
import { archivedConfig, type ImageFacts, toArchivedFacts } from './image-facts.js';
import { type TarEntry, TarError, TarIndex } from './tar-index.js';

/** `manifest.json` of `docker save`. */
const savedImages = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.nullish(z.array(z.string())),
    Layers: z.nullish(z.array(z.string())),
  }),
);

/** A reference in an OCI layout. */
const descriptor = z.object({
  digest: z.string(),
  platform: z.nullish(z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) })),
  annotations: z.nullish(z.record(z.string(), z.string())),
});

/** `index.json`, an index or a manifest of an OCI layout. */
const ociDocument = z.object({
  manifests: z.nullish(z.array(descriptor)),
  config: z.nullish(descriptor),
  layers: z.nullish(z.array(descriptor)),
});

type Descriptor = z.infer<typeof descriptor>;
type OciDocument = z.infer<typeof ociDocument>;

/** The JSON files of an image have a few kilobytes. */
const MAX_JSON_BYTES = 16 * 2 ** 20;

const NAME_ANNOTATIONS = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/** An index may contain an index, as that of a build for several platforms does. */
const MAX_DEPTH = 4;

/**
 * Reads the image of an archive that `docker save` or `podman save` wrote, in Docker's form or as an OCI layout. No layer is read.
 * @throws ImageError `ERR_IMAGE_READ` if it contains no image, several, or one that is incomplete
 */
export function readArchive(file: string): ImageFacts {
  let tar: TarIndex | undefined;
  try {
    tar = new TarIndex(file);
    return readFacts(tar);
  } catch (error) {
    throw new ImageError('ERR_IMAGE_READ', `${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  } finally {
    tar?.close();
  }
}

function readFacts(tar: TarIndex): ImageFacts {
  if (tar.entries.has('manifest.json')) {
    const images = readJson(tar, 'manifest.json', savedImages);
    const [image] = images;
    if (!image || images.length > 1) {
      throw new TarError(describeCount(images.length));
    }
    const { Config, RepoTags, Layers } = image;
    const config = readJson(tar, Config, archivedConfig);
    return toArchivedFacts(RepoTags?.[0], config, sumSizes((Layers ?? []).map((layer) => findEntry(tar, layer))));
  }
  if (!tar.entries.has('index.json')) {
    throw new TarError('it contains no image: neither manifest.json nor index.json is in it');
  }
  const { name, manifest } = resolveManifest(tar, readJson(tar, 'index.json', ociDocument), undefined, 0);
  const config = readJson(tar, getBlobPath(manifest.config), archivedConfig);
  return toArchivedFacts(
    name,
    config,
    sumSizes((manifest.layers ?? []).map((layer) => findEntry(tar, getBlobPath(layer)))),
  );
}

/** Follows an index to the manifest of its image. Of several platforms: linux/amd64, else the first. */
function resolveManifest(
  tar: TarIndex,
  document: OciDocument,
  name: string | undefined,
  depth: number,
): { readonly name: string | undefined; readonly manifest: OciDocument } {
  if (!document.manifests) {
    return { name, manifest: document };
  }
  // Attestations of a build are listed as images of an unknown platform.
  const images = document.manifests.filter(({ platform }) => platform?.os !== 'unknown');
  if (images.length === 0 || depth > MAX_DEPTH || (depth === 0 && images.length > 1)) {
    throw new TarError(describeCount(images.length));
  }
  // The archive may contain only one of the platforms in its index.
  const held = images.filter((image) => tar.entries.has(getBlobPath(image)));
  const usual = held.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
  const next = usual ?? held[0] ?? (images[0] as Descriptor);
  const annotated = NAME_ANNOTATIONS.map((key) => next.annotations?.[key]).find(Boolean);
  return resolveManifest(tar, readJson(tar, getBlobPath(next), ociDocument), name ?? annotated, depth + 1);
}

function describeCount(count: number): string {
  return count > 1 ? `it contains ${count} images; save a single one` : 'it contains no image';
}

function getBlobPath(descriptor: Descriptor | null | undefined): string {
  return `blobs/${(descriptor?.digest ?? '').replace(':', '/')}`;
}

function readJson<T>(tar: TarIndex, name: string, schema: z.ZodMiniType<T>): T {
  const parsed = parseJson(tar.read(findEntry(tar, name), MAX_JSON_BYTES).toString(), schema);
  if (!parsed.success) {
    const { issue } = parsed;
    const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
    throw new TarError(`its ${name} is not that of an image${where}`);
  }
  return parsed.data;
}

function findEntry(tar: TarIndex, name: string): TarEntry {
  const entry = tar.entries.get(name);
  if (!entry) {
    throw new TarError(`it does not contain ${name}`);
  }
  return entry;
}

function sumSizes(layers: readonly TarEntry[]): number {
  return layers.reduce((total, { size }) => total + size, 0);
}
