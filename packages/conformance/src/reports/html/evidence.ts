import type { CaseResult, Evidence } from '../../report.js';
import { clip } from '../clip.js';
import { html, type Markup } from './markup.js';
import type { Row } from './matrix.js';

const ROOM = { characters: 16_384, lines: 400 };

/** Formats what a case is about, and what was seen where it did not pass. @param names of the targets */
export function formatDetails({ case: info, results }: Row, names: readonly string[]): Markup {
  const findings = results.flatMap((result, index) =>
    result === undefined || result.outcome === 'passed' ? [] : [formatFinding(result, names[index] ?? '')],
  );
  const needs = info.needs.length > 0 ? html`<dt>Needs</dt><dd>${info.needs.join(', ')}</dd>` : '';
  return html`<dl><dt>Remedy</dt><dd>${info.remedy}</dd><dt>Source</dt><dd>${info.source}</dd>${needs}</dl>${findings}`;
}

function formatFinding({ outcome, reason, evidence }: CaseResult, name: string): Markup {
  const why = reason === undefined ? '' : html`<p>${reason}</p>`;
  return html`
<section class="finding">
<h4>${name} <span class="${outcome}">${outcome}</span></h4>
${why}${evidence === undefined ? '' : formatEvidence(evidence)}
</section>`;
}

function formatEvidence({ expected, actual, requests, stdout, stderr }: Evidence): Markup {
  const pairs = [
    ['Expected', expected, 'Actual', actual],
    ...requests.map(({ request, answer }) => ['Request', request, 'Answer', answer]),
    ['stdout', stdout, 'stderr', stderr],
  ] as const;
  return html`${pairs.map(
    ([left, leftText, right, rightText]) => html`
<div class="pair">${formatText(left, leftText)}${formatText(right, rightText)}</div>`,
  )}`;
}

function formatText(label: string, text: string): Markup {
  return text === ''
    ? html`<figure class="nothing"><figcaption>${label}: nothing</figcaption></figure>`
    : html`<figure><figcaption>${label}</figcaption><pre>${clip(text, ROOM)}</pre></figure>`;
}
