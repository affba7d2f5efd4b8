/** Shows a value in a message. */
export function showValue(value: unknown): string {
  if (typeof value === 'function') {
    return 'a function';
  }
  const isShown = typeof value === 'string' || typeof value === 'object';
  return (isShown && JSON.stringify(value)?.replaceAll('","', '", "')) || String(value);
}

/** Splits a command line as its author most likely means it. */
export function splitWords(text: string): string[] {
  return text.trim().split(/\s+/);
}
