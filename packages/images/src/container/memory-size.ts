const FACTORS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/**
 * Parses a size such as `256m`, `256MB` or `256 MB`.
 * @returns bytes; undefined for anything else
 * @example
 * ```js
 * import { parseMemorySize } from '@actionrunner/images';
 *
 * console.log(parseMemorySize('256m'), parseMemorySize('much')); // 268435456 undefined
 * ```
 */
export function parseMemorySize(text: string): number | undefined {
  const [, number, unit = ''] = /^([1-9]\d{0,11})\s?(b|[kmg]b?)$/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (FACTORS[unit.charAt(0).toLowerCase()] ?? 1);
}

/** Formats the size of an image like engines do: `287 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
