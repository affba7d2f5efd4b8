/** The parts of an image's name: `registry/prefix/name:tag@digest`. */
export interface ImageName {
  /** Host, with its port if there is one; undefined if the name has none. */
  readonly registry: string | undefined;
  /** The path before the name, such as that of a user or team. */
  readonly prefix: string | undefined;
  /** The last part of the path. */
  readonly name: string;
  /** Undefined if the name has none, which means `latest`. */
  readonly tag: string | undefined;
  /** Algorithm and hash, as `sha256:…`. */
  readonly digest: string | undefined;
}

const PART = /^[a-z0-9]+(?:(?:[_.]|__|-+)[a-z0-9]+)*$/;
const REGISTRY = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(?::\d+)?$/;
const REFERENCE = /^(?<path>.+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[A-Za-z0-9+._-]+:[0-9a-fA-F]{32,}))?$/;

/**
 * Parses an image's name by the grammar of registries.
 * @returns undefined for anything else
 * @example
 * ```js
 * import { parseImageName } from '@actionrunner/images';
 *
 * console.log(parseImageName('ghcr.io/me/mine:1.0')?.tag); // 1.0
 * console.log(parseImageName('Not a name')); // undefined
 * ```
 */
export function parseImageName(text: string): ImageName | undefined {
  const { path = '', tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  const parts = path.split('/');
  const registry = parts.length > 1 && REGISTRY.test(parts[0] ?? '') ? parts.shift() : undefined;
  const name = parts.pop();
  if (name === undefined || ![...parts, name].every((part) => PART.test(part))) {
    return undefined;
  }
  return { registry, prefix: parts.length > 0 ? parts.join('/') : undefined, name, tag, digest };
}

/**
 * Whether an engine takes the text for the name or id of an image, and not for an option.
 *
 * @example
 * ```js
 * import { isReference } from '@actionrunner/images';
 *
 * console.log(isReference('me/mine:1.0'), isReference('--privileged')); // true false
 * ```
 */
export function isReference(text: string): boolean {
  return /^[^-\s]\S*$/.test(text);
}
