import type { RunSummary } from '../../src/messages.js';

export function describeEnd({ number, outcome, requests }: RunSummary): string {
  return `Run ${number}: ${outcome === 'failed' ? 'the action failed' : outcome}, ${formatMs(sumMs(requests))}.`;
}

export function sumMs(parts: readonly { readonly ms: number }[]): number {
  return parts.reduce((sum, { ms }) => sum + ms, 0);
}

export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms * 10) / 10} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A short text is easier to read in lines; the digits of its numbers must stay. */
export function indent(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
