import type { Phase } from '@actionrunner/workbench';
import { diffLines } from 'diff';

/** Results that are longer are only compared, not shown line by line: the time to find their differences grows faster than they do. */
const MAX_CHARACTERS = 200_000;

/** Lines around a difference. */
const CONTEXT = 2;

/**
 * Describes how a result differs from the one before.
 * @param before formatted JSON; undefined for the first result
 * @returns lines that begin with `+`, `-` or a blank, or one sentence
 */
export function describeDifference(before: string | undefined, after: string): string | undefined {
  if (before === undefined) {
    return undefined;
  }
  if (before === after) {
    return 'the same result as before';
  }
  if (before.length + after.length > MAX_CHARACTERS) {
    return `another result than before (${before.length} characters then, ${after.length} now)`;
  }
  const lines = diffLines(`${before}\n`, `${after}\n`).flatMap(({ value, added, removed }) =>
    value
      .trimEnd()
      .split('\n')
      .map((line) => `${added ? '+' : removed ? '-' : ' '} ${line}`),
  );
  const near = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith(' '));
  const shown = lines.map((line, index) => (near(index) ? line : undefined));
  return shown
    .filter((line, index) => line !== undefined || shown[index - 1] !== undefined)
    .map((line) => line ?? '  …')
    .join('\n');
}

/** The phases that a runtime has measured, as of its `Server-Timing` header. */
export function parsePhases(header: string | readonly string[] | undefined): Phase[] {
  const metrics = String(header ?? '').matchAll(/([\w-]+);dur=([\d.]+)/g);
  return Array.from(metrics, ([, name = '', ms]) => ({ name, ms: Number(ms) }));
}

/** Describes phases in a line; what takes no time is left out. */
export function describePhases(phases: readonly Phase[]): string {
  const shown = phases.filter(({ ms }) => ms >= 0.5).map(({ name, ms }) => `${name} ${formatMs(ms)}`);
  return shown.length > 0 ? ` (${shown.join(', ')})` : '';
}

/** A time for people. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
