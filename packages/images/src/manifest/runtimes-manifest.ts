import type { ImageName } from '../container/image-name.js';

/** How an entry is made. */
export interface ManifestOptions {
  readonly kind: string;
  readonly isDefault: boolean;
  readonly stemCells: { readonly count: number; readonly memory: string } | undefined;
}

/** An image in a runtimes manifest. */
interface ManifestImage {
  readonly registry?: string;
  readonly prefix?: string;
  readonly name: string;
  readonly tag?: string;
}

/** A runtimes manifest of OpenWhisk. */
export interface RuntimesManifest {
  readonly runtimes: Readonly<Record<string, readonly RuntimeEntry[]>>;
  readonly blackboxes: readonly ManifestImage[];
}

interface RuntimeEntry {
  readonly kind: string;
  readonly default: boolean;
  readonly deprecated: boolean;
  readonly attached: { readonly attachmentName: string; readonly attachmentType: string };
  readonly image: ManifestImage;
  readonly stemCells?: readonly { readonly initialCount: number; readonly memory: string }[];
}

/** How the platform keeps the code of an action: apart from its record, where text and zip fit in. */
const ATTACHED = { attachmentName: 'codefile', attachmentType: 'text/plain' };

/** A manifest with one kind. */
export function runtimeManifest(image: ImageName, { kind, isDefault, stemCells }: ManifestOptions): RuntimesManifest {
  const entry: RuntimeEntry = {
    kind,
    default: isDefault,
    deprecated: false,
    attached: ATTACHED,
    image: manifestImage(image),
    ...(stemCells && { stemCells: [{ initialCount: stemCells.count, memory: stemCells.memory }] }),
  };
  return { runtimes: { [familyOf(kind)]: [entry] }, blackboxes: [] };
}

/** A manifest with an image for actions with `--docker`, which the platform then does not pull. */
export function blackboxManifest(image: ImageName): RuntimesManifest {
  return { runtimes: {}, blackboxes: [manifestImage(image)] };
}

/** A kind by the name and tag of an image; the platform takes letters and digits alone for a family. */
export function kindOf({ name, tag }: ImageName): string {
  return `${name.replaceAll(/[^a-z0-9]/g, '')}:${tag}`;
}

function familyOf(kind: string): string {
  return kind.split(':')[0] ?? '';
}

function manifestImage({ registry, prefix, name, tag }: ImageName): ManifestImage {
  return {
    ...(registry !== undefined && { registry }),
    ...(prefix !== undefined && { prefix }),
    name,
    ...(tag !== undefined && { tag }),
  };
}
