const FACTORS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of a size such as `256m`, `256MB` or `256 MB`. @returns undefined for what is none */
export function parseMemorySize(text: string): number | undefined {
  const [, number, unit = ''] = /^([1-9]\d{0,11})\s?(b|[kmg]b?)$/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (FACTORS[unit.charAt(0).toLowerCase()] ?? 1);
}

/** The size of an image as engines show it: `287 MB`. */
export function showMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
