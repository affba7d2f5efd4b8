import { escapeMarkup } from '../escape-markup.js';

/** Text that is HTML already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template accepts: anything that is not markup is escaped. */
export type Content = string | number | Markup | readonly Content[];

/** Creates markup from a template. Values are text or quoted attribute values, and are escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + render(values[index - 1] ?? '') + part));
}

function render(content: Content): string {
  if (content instanceof Markup) {
    return content.text;
  }
  return Array.isArray(content) ? content.map(render).join('') : escapeMarkup(String(content));
}
