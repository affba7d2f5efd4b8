import { readFileSync, writeFileSync } from 'node:fs';

/** Expects that a text is that of a file beside the tests; with UPDATE_GOLDEN=1 it becomes so. */
export function expectGolden(name: string, text: string): void {
  const file = new URL(`../golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}
