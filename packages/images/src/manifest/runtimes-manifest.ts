import type { ImageName } from '../container/image-name.js';

/** Options of an entry. */
export interface ManifestOptions {
  /** `family:version`, as `python:3`. */
  readonly kind: string;
  /** Whether actions of the family without a version get this kind. */
  readonly isDefault: boolean;
  /** Containers that the platform keeps started, and the memory of each, as `256 MB`; undefined for none. */
  readonly stemCells: { readonly count: number; readonly memory: string } | undefined;
}

/** An image in a runtimes manifest. */
export interface ManifestImage {
  readonly registry?: string;
  readonly prefix?: string;
  readonly name: string;
  readonly tag?: string;
}

/** A runtimes manifest of OpenWhisk. */
export interface RuntimesManifest {
  /** The kinds, by family. */
  readonly runtimes: Readonly<Record<string, readonly RuntimeEntry[]>>;
  /** Images for actions with `--docker` that the platform does not pull. */
  readonly blackboxes: readonly ManifestImage[];
}

/** A kind in a runtimes manifest, with its image. */
export interface RuntimeEntry {
  readonly kind: string;
  readonly default: boolean;
  readonly deprecated: boolean;
  readonly attached: { readonly attachmentName: string; readonly attachmentType: string };
  readonly image: ManifestImage;
  readonly stemCells?: readonly { readonly initialCount: number; readonly memory: string }[];
}

/** How the platform stores the code of an action: as an attachment, which may be text or a zip. */
const ATTACHED = { attachmentName: 'codefile', attachmentType: 'text/plain' };

/**
 * Creates a manifest with one kind.
 *
 * @example
 * ```js
 * import { createRuntimeManifest, parseImageName } from '@actionrunner/images';
 *
 * const image = parseImageName('me/mine:1.0');
 * const { runtimes } = createRuntimeManifest(image, { kind: 'mine:1.0', isDefault: true, stemCells: undefined });
 * console.log(runtimes.mine[0].image); // { prefix: 'me', name: 'mine', tag: '1.0' }
 * ```
 */
export function createRuntimeManifest(
  image: ImageName,
  { kind, isDefault, stemCells }: ManifestOptions,
): RuntimesManifest {
  const entry: RuntimeEntry = {
    kind,
    default: isDefault,
    deprecated: false,
    attached: ATTACHED,
    image: toManifestImage(image),
    ...(stemCells && { stemCells: [{ initialCount: stemCells.count, memory: stemCells.memory }] }),
  };
  return { runtimes: { [getFamily(kind)]: [entry] }, blackboxes: [] };
}

/**
 * Creates a manifest with an image for actions with `--docker`, which the platform then does not pull.
 *
 * @example
 * ```js
 * import { createBlackboxManifest, parseImageName } from '@actionrunner/images';
 *
 * console.log(createBlackboxManifest(parseImageName('me/mine:1.0')).blackboxes.length); // 1
 * ```
 */
export function createBlackboxManifest(image: ImageName): RuntimesManifest {
  return { runtimes: {}, blackboxes: [toManifestImage(image)] };
}

/**
 * Derives a kind from the name and tag of an image. The platform accepts only letters and digits in a family.
 *
 * @example
 * ```js
 * import { deriveKind, parseImageName } from '@actionrunner/images';
 *
 * console.log(deriveKind(parseImageName('me/my-runtime:1.0'))); // myruntime:1.0
 * ```
 */
export function deriveKind({ name, tag }: ImageName): string {
  return `${name.replaceAll(/[^a-z0-9]/g, '')}:${tag}`;
}

function getFamily(kind: string): string {
  return kind.split(':')[0] ?? '';
}

function toManifestImage({ registry, prefix, name, tag }: ImageName): ManifestImage {
  return {
    ...(registry !== undefined && { registry }),
    ...(prefix !== undefined && { prefix }),
    name,
    ...(tag !== undefined && { tag }),
  };
}
