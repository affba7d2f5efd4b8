import { type Answer, type Client, type Lines, NO_ANSWER } from './fault.js';

/** Stands for anything. */
export const ANY = '…';

/** The pattern if the text fits it, else the text: so a comparison with the pattern shows the difference. */
export function fitted(text: string, pattern: string): string {
  if (!pattern.includes(ANY)) {
    return text;
  }
  return new RegExp(`^${source(pattern)}$`).test(text) ? pattern : text;
}

/** The same for what clients see. */
export function fittedClient(client: Client, pattern: Client): Client {
  if (typeof client === 'string' || typeof pattern === 'string') {
    return client;
  }
  if (isAnswer(client) || isAnswer(pattern)) {
    const { says, why } = pattern as Answer;
    const seen = client as Answer;
    const reason = seen.why !== undefined && { why: fitted(seen.why, why ?? '') };
    return { ...seen, says: fitted(seen.says ?? '', says ?? ''), ...reason };
  }
  const each = Object.entries(client).map(([name, one]) => [name, fittedClient(one, pattern[name] ?? NO_ANSWER)]);
  return Object.fromEntries(each);
}

export function isAnswer(client: Client): client is Answer {
  return typeof client === 'object' && 'says' in client && 'status' in client;
}

/** The text of log lines. */
export function textOf(lines: Lines): string {
  return lines.map((line) => `${typeof line === 'string' ? line : line.line}\n`).join('');
}

function source(pattern: string): string {
  const lines = pattern.split('\n').map((line, index, all) => {
    const end = index < all.length - 1 ? '\\n' : '';
    return line === ANY ? `(?:.*${end})*?` : line.split(ANY).map(escaped).join('.*') + end;
  });
  return lines.join('');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
