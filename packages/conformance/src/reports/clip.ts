import { makePrintable } from './printable.js';

/** How much of a text a report shows. */
export interface Room {
  readonly characters: number;
  readonly lines: number;
}

/** What of the room the beginning gets; the rest is for the end, where traces have their reason. */
const BEGINNING = 2 / 3;

/** Returns a text, printable, without a last line feed; of a long one the beginning and the end, and how much is between them. */
export function clip(text: string, room: Room): string {
  const whole = text.endsWith('\n') ? text.slice(0, -1) : text;
  const head = Math.min(Math.ceil(room.characters * BEGINNING), endOfLine(whole, Math.ceil(room.lines * BEGINNING)));
  const tail = Math.max(
    whole.length - Math.floor(room.characters * (1 - BEGINNING)),
    startOfLine(whole, Math.floor(room.lines * (1 - BEGINNING))),
  );
  if (head >= tail) {
    return makePrintable(whole);
  }
  const parts = [
    whole.slice(0, head),
    `… ${(tail - head).toLocaleString('en-US')} more characters …`,
    whole.slice(tail),
  ];
  return makePrintable(parts.filter((part) => part !== '').join('\n'));
}

/** Where the first lines of a text end. */
function endOfLine(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) {
      return text.length;
    }
  }
  return end;
}

/** Where the last lines of a text start. */
function startOfLine(text: string, lines: number): number {
  let start = text.length + 1;
  for (let line = 0; line < lines; line += 1) {
    if (start <= 1) {
      return 0;
    }
    start = text.lastIndexOf('\n', start - 2) + 1;
  }
  return Math.min(start, text.length);
}
