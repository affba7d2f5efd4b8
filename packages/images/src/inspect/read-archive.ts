import { messageOf } from '@actionrunner/core/internal';
import * as z from 'zod/mini';
import { ImageError } from '../image-error.js';
import { parseJson } from '../parse-json.js';
import { archivedConfig, type ImageFacts, toArchivedFacts } from './image-facts.js';
import { type TarEntry, TarError, TarIndex } from './tar-index.js';

/** An image in `manifest.json` of `docker save`. */
const savedImage = z.object({
  Config: z.string(),
  RepoTags: z.nullish(z.array(z.string())),
  Layers: z.nullish(z.array(z.string())),
});

// Go, in which the engines are written, takes members in any case, and containerify writes "config".
const spellMembers = z.transform((image: unknown) => {
  if (typeof image !== 'object' || image === null) {
    return image;
  }
  const spelling = new Map(Object.keys(savedImage.shape).map((member) => [member.toLowerCase(), member]));
  return Object.fromEntries(
    Object.entries(image).map(([member, value]) => [spelling.get(member.toLowerCase()) ?? member, value]),
  );
});

const savedImages = z.array(z.pipe(spellMembers, savedImage));

/** A reference in an OCI layout. */
const descriptor = z.object({
  digest: z.string(),
  mediaType: z.nullish(z.string()),
  platform: z.nullish(
    z.object({
      os: z.optional(z.string()),
      architecture: z.optional(z.string()),
      variant: z.optional(z.string()),
    }),
  ),
  annotations: z.nullish(z.record(z.string(), z.string())),
});

/** `index.json`, an index or a manifest of an OCI layout. */
const ociDocument = z.object({
  manifests: z.nullish(z.array(descriptor)),
  config: z.nullish(descriptor),
  layers: z.nullish(z.array(descriptor)),
  subject: z.nullish(descriptor),
});

type Descriptor = z.infer<typeof descriptor>;
type OciDocument = z.infer<typeof ociDocument>;

/** The JSON files of an image have a few kilobytes. */
const MAX_JSON_BYTES = 16 * 2 ** 20;

/** The media types of an image's configuration; anything else is that of an artifact. */
const IMAGE_CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

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
    return readSavedImage(tar);
  }
  if (!tar.entries.has('index.json')) {
    throw new TarError('it contains no image: neither manifest.json nor index.json is in it');
  }
  return readLayout(tar);
}

function readSavedImage(tar: TarIndex): ImageFacts {
  const saved = readJson(tar, 'manifest.json', savedImages);
  // Some programs list an image once for each of its names.
  const images = [...new Map(saved.map((image) => [JSON.stringify([image.Config, image.Layers]), image])).values()];
  const [image] = images;
  if (!image || images.length > 1) {
    throw new TarError(describeCount(images.length));
  }
  const names = saved.flatMap(({ RepoTags }) => RepoTags ?? []);
  const config = readJson(tar, image.Config, archivedConfig);
  const bytes = sumSizes((image.Layers ?? []).map((layer) => findEntry(tar, layer)));
  return toArchivedFacts({ names, platforms: [], bytes }, config);
}

function readLayout(tar: TarIndex): ImageFacts {
  const top = (readJson(tar, 'index.json', ociDocument).manifests ?? []).filter((image) => isImage(tar, image));
  // An index may be listed with the manifests that are in it, and an image once for each of its names.
  const inside = new Set(top.flatMap((image) => listDigests(tar, image, 0)));
  const images = top.filter(({ digest }) => !inside.has(digest));
  const digests = new Set(images.map(({ digest }) => digest));
  const [image] = images;
  if (!image || digests.size > 1) {
    throw new TarError(describeCount(digests.size));
  }
  const { manifest, names, platforms } = resolveManifest(tar, image, 0);
  const config = readJson(tar, getBlobPath(manifest.config), archivedConfig);
  const bytes = sumSizes((manifest.layers ?? []).map((layer) => findEntry(tar, getBlobPath(layer))));
  const own = images.flatMap(parseNames);
  return toArchivedFacts({ names: own.length > 0 ? own : names, platforms, bytes }, config);
}

/** Whether a reference leads to an image: not to the attestation of a build, nor to an artifact that is attached to an image. */
function isImage(tar: TarIndex, image: Descriptor): boolean {
  if (image.platform?.os === 'unknown') {
    return false;
  }
  if (!tar.entries.has(getBlobPath(image))) {
    return true;
  }
  const { subject, config } = readJson(tar, getBlobPath(image), ociDocument);
  return !subject && (!config?.mediaType || IMAGE_CONFIGS.includes(config.mediaType));
}

/** Lists the digests of what is in an index, at any depth; none for a manifest. */
function listDigests(tar: TarIndex, image: Descriptor, depth: number): string[] {
  if (depth > MAX_DEPTH || !tar.entries.has(getBlobPath(image))) {
    return [];
  }
  const children = readJson(tar, getBlobPath(image), ociDocument).manifests ?? [];
  return children.flatMap((child) => [child.digest, ...listDigests(tar, child, depth + 1)]);
}

interface ResolvedManifest {
  readonly manifest: OciDocument;
  readonly names: readonly string[];
  /** Those that the archive holds; none if it says nothing about them. */
  readonly platforms: readonly string[];
}

/** Follows an index to the manifest of its image. Of several platforms: linux/amd64, else the first. */
function resolveManifest(tar: TarIndex, image: Descriptor, depth: number): ResolvedManifest {
  const document = readJson(tar, getBlobPath(image), ociDocument);
  if (!document.manifests) {
    return { manifest: document, names: [], platforms: [] };
  }
  const images = document.manifests.filter((child) => isImage(tar, child));
  const [first] = images;
  if (!first || depth > MAX_DEPTH) {
    throw new TarError(describeCount(0));
  }
  // The archive may contain only one of the platforms in its index.
  const held = images.filter((child) => tar.entries.has(getBlobPath(child)));
  const usual = held.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64');
  const next = usual ?? held[0] ?? first;
  const below = resolveManifest(tar, next, depth + 1);
  const names = parseNames(next);
  const platforms = [...new Set(held.flatMap(({ platform }) => formatPlatform(platform)))];
  return {
    manifest: below.manifest,
    names: names.length > 0 ? names : below.names,
    platforms: platforms.length > 0 ? platforms : below.platforms,
  };
}

/** Returns the name that a reference gives its image, or `:tag` if it gives only a tag. */
function parseNames({ annotations }: Descriptor): string[] {
  const name = annotations?.['io.containerd.image.name'] || annotations?.['org.opencontainers.image.ref.name'];
  // Podman writes the id of an image that was saved by its id.
  if (!name || /^sha256:[0-9a-f]{64}$/.test(name)) {
    return [];
  }
  return [/[/:@]/.test(name) ? name : `:${name}`];
}

function formatPlatform(platform: Descriptor['platform']): string[] {
  return platform ? [[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')] : [];
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
