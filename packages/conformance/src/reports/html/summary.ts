import type { ConformanceReport, Outcome, Severity } from '../../report.js';
import { conforms, type Judgement, OUTCOMES, SEVERITIES } from '../verdict.js';
import { html, type Markup } from './markup.js';

const KINDS: Readonly<Record<ConformanceReport['target']['kind'], string>> = {
  url: 'URL',
  command: 'Command',
  image: 'Image',
};

/** Formats the verdict on a target, with its counts. */
export function formatSummary(report: ConformanceReport, judgement: Judgement): Markup {
  const { target, kit, startedAt, durationMs, counts } = report;
  const verdict = conforms(report, judgement)
    ? html`<p class="verdict conforms">${icon('passed')} Conforms</p>`
    : html`<p class="verdict">${icon('failed')} Does not conform</p>`;
  return html`
<section class="target">
<h2>${target.name}</h2>
${verdict}
<table class="counts">
<thead><tr><td></td>${OUTCOMES.map((outcome) => html`<th scope="col">${outcome}</th>`)}</tr></thead>
<tbody>${SEVERITIES.map((severity) => formatCounts(severity, counts[severity]))}</tbody>
</table>
<p class="facts">${KINDS[target.kind]}, <time datetime="${startedAt}">${formatTime(startedAt)}</time>, ${(durationMs / 1000).toFixed(1)} s, kit ${kit}</p>
</section>`;
}

function formatCounts(severity: Severity, counts: Readonly<Record<Outcome, number>>): Markup {
  const cells = OUTCOMES.map(
    (outcome) => html`<td class="${counts[outcome] > 0 ? outcome : 'none'}">${counts[outcome]}</td>`,
  );
  return html`<tr class="${severity}"><th scope="row">${severity}</th>${cells}</tr>\n<tr class="bar" aria-hidden="true"><td colspan="4">${formatBar(counts)}</td></tr>\n`;
}

/** A bar of shares. Attributes of SVG need no style, which the policy of the page would refuse. */
function formatBar(counts: Readonly<Record<Outcome, number>>): Markup {
  const total = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  let x = 0;
  const parts = OUTCOMES.map((outcome) => {
    const width = total === 0 ? 0 : (counts[outcome] / total) * 100;
    const part = html`<rect class="${outcome}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="100%"/>`;
    x += width;
    return counts[outcome] > 0 ? part : '';
  });
  return html`<svg>${parts}</svg>`;
}

/** Formats a picture of an outcome, for eyes only. */
export function icon(outcome: Outcome): Markup {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><use href="#${outcome}"/></svg>`;
}

/** The shapes that {@link icon} uses: they differ even without their colours. */
export const ICONS: Markup = html`<svg class="icons" aria-hidden="true">
<symbol id="passed" viewBox="0 0 16 16"><path d="M3 8.5l3.5 3.5L13 4.5" fill="none" stroke="currentColor" stroke-width="2"/></symbol>
<symbol id="failed" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="cross" d="M5 5l6 6M11 5l-6 6" stroke-width="2"/></symbol>
<symbol id="skipped" viewBox="0 0 16 16"><path d="M4 8h8" stroke="currentColor" stroke-width="2"/></symbol>
</svg>`;

/** @returns `2026-11-28 12:30 UTC` */
function formatTime(time: string): string {
  return time.replace(/^([\d-]+)T(\d+:\d+).*Z$/, '$1 $2 UTC');
}
