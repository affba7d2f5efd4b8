import { makePrintable } from './printable.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text printable, and safe in HTML and XML, as content or as a quoted attribute. */
export function escapeMarkup(text: string): string {
  return makePrintable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
