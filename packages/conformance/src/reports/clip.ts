import { makePrintable } from './printable.js';

/** How much of a text a report shows. */
export interface Room {
  readonly characters: number;
  readonly lines: number;
}

/** Returns the beginning of a text, printable, without a last line feed, and says how much is left out. */
export function clip(text: string, { characters, lines }: Room): string {
  const whole = text.endsWith('\n') ? text.slice(0, -1) : text;
  const end = Math.min(characters, endOfLine(whole, lines));
  const shown = makePrintable(whole.slice(0, end));
  const left = whole.length - end;
  return left > 0 ? `${shown}\n… and ${left.toLocaleString('en-US')} more characters` : shown;
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
