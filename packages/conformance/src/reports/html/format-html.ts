import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConformanceReport, Outcome } from '../../report.js';
import { type Judgement, OUTCOMES, SEVERITIES } from '../verdict.js';
import { formatDetails } from './evidence.js';
import { html, Markup } from './markup.js';
import { joinReports, type Row, type RowGroup } from './matrix.js';
import { formatSummary, ICONS, icon } from './summary.js';

/**
 * Formats one or several reports as one page: a matrix of cases by target. The page needs no other file and no script, which only adds filters
 * and keys, and its policy forbids any request.
 *
 * @example
 * ```js
 * import { writeFileSync } from 'node:fs';
 * import { commandTarget, formatHtml, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * const report = await runConformance({ target, cases: ['init/accepts-code'] });
 * writeFileSync('report.html', formatHtml([report], { strict: true }));
 * ```
 */
export function formatHtml(reports: readonly ConformanceReport[], judgement: Judgement = {}): string {
  const style = readPart('report.css');
  const script = readPart('report.js');
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const groups = joinReports(reports);
  const names = reports.map(({ target }) => target.name);
  const title = `Conformance of ${names.join(', ')}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${ICONS}
<header>
<h1>Conformance report</h1>
<p>How serverless runtimes keep to the contract of OpenWhisk.</p>
</header>
<main>
<div class="targets">${reports.map((report) => formatSummary(report, judgement))}
</div>
${formatFilter(groups)}
${formatMatrix(groups, names)}
<p class="empty" hidden>No case matches the filter.</p>
</main>
<footer><p><b>Required</b>: the platform breaks without it. <b>Recommended</b>: users get hurt. <b>Informative</b>: good to know. A case is skipped if the target does not support what it needs, or has no sample for it.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** The filter is shown by the script. */
function formatFilter(groups: readonly RowGroup[]): Markup {
  const choice = (name: string, value: string) =>
    html`<label><input type="checkbox" name="${name}" value="${value}" checked> ${value}</label>`;
  return html`<form class="filter" hidden>
<div>
<label>Filter <input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="id, title or source"></label>
<label>Group <select name="group"><option value="">all</option>${groups.map(({ name }) => html`<option>${name}</option>`)}</select></label>
<fieldset><legend>Severity</legend>${SEVERITIES.map((severity) => choice('severity', severity))}</fieldset>
<fieldset><legend>Outcome</legend>${OUTCOMES.map((outcome) => choice('outcome', outcome))}</fieldset>
</div>
<div>
<output aria-live="polite"></output>
<button type="button" name="next">Next failure</button>
<button type="button" name="fold" aria-pressed="false">Open failures</button>
<button type="reset">Reset</button>
</div>
</form>`;
}

function formatMatrix(groups: readonly RowGroup[], names: readonly string[]): Markup {
  const columns = names.map((name) => html`<th scope="col" class="name"><span title="${name}">${name}</span></th>`);
  return html`<table class="matrix${names.length > 3 ? ' many' : ''}">
<caption>Cases by target</caption>
<thead><tr><th scope="col">Case</th>${columns}</tr></thead>
${groups.map((group) => formatGroup(group, names))}
</table>`;
}

function formatGroup({ name, rows }: RowGroup, names: readonly string[]): Markup {
  const shares = names.map((_, index) => formatShare(rows.flatMap(({ results }) => results[index]?.outcome ?? [])));
  return html`
<tbody class="group" data-group="${name}"><tr><th scope="rowgroup"><h3>${name}</h3></th>${shares}</tr></tbody>${rows.map((row) => formatRow(row, names))}`;
}

/** How many of the cases that ran have passed. */
function formatShare(outcomes: readonly Outcome[]): Markup {
  const ran = outcomes.filter((outcome) => outcome !== 'skipped');
  const passed = ran.filter((outcome) => outcome === 'passed');
  const style = passed.length < ran.length ? ' failed' : '';
  return html`<td class="share${style}"><span aria-hidden="true">${passed.length}/${ran.length}</span><span class="hidden">${passed.length} of ${ran.length} passed</span></td>`;
}

/** Two lines: the title with the outcomes, and the id, which opens the details. */
function formatRow(row: Row, names: readonly string[]): Markup {
  const { id, title, severity, group, source } = row.case;
  const outcomes = [...new Set(row.results.flatMap((result) => result?.outcome ?? []))];
  const search = `${id} ${title} ${source}`.toLowerCase();
  return html`
<tbody class="case ${severity}" id="${id}" data-group="${group}" data-severity="${severity}" data-outcomes="${outcomes.join(' ')}" data-text="${search}">
<tr><th scope="row">${title}</th>${row.results.map((result) => formatMark(result?.outcome))}</tr>
<tr><td colspan="${names.length + 1}"><details><summary><code>${id}</code> <span class="severity">${severity}</span></summary><div class="details">${formatDetails(row, names)}</div></details></td></tr>
</tbody>`;
}

function formatMark(outcome: Outcome | undefined): Markup {
  return outcome === undefined
    ? html`<td class="mark"><span class="hidden">not run</span></td>`
    : html`<td class="mark ${outcome}">${icon(outcome)}<span class="hidden">${outcome}</span></td>`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function readPart(name: string): string {
  return readFileSync(new URL(`../../../page/${name}`, import.meta.url), 'utf8');
}
