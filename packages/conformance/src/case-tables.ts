import type { ConformanceCase } from './case/case.js';
import { SAMPLES } from './manifest/sample-names.js';
import { SUPPORTS } from './manifest/supports.js';

/** The tables of all cases in Markdown, one for each group. */
export function createCaseTables(cases: readonly ConformanceCase[]): string {
  const groups = [...new Set(cases.map(({ info }) => info.group))];
  return groups
    .map((group) => {
      const rows = cases.filter(({ info }) => info.group === group).map(createRow);
      return `### ${group}\n\n| case | rule | severity | source | needs |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

/** The sample actions and what they do, in Markdown. */
export function createSampleTable(): string {
  return createTable(['sample', 'what it does'], SAMPLES);
}

/** What a runtime may support, in Markdown. */
export function createSupportTable(): string {
  return createTable(['name', 'meaning'], SUPPORTS);
}

function createRow({ info, requires, supports }: ConformanceCase): string {
  const samples = info.needs.map((name) => `sample \`${name}\``);
  const abilities = requires.map((ability) => (ability === 'fresh' ? 'a fresh runtime' : ability));
  const supported = supports.map((name) => `supports \`${name}\``);
  const needs = [...samples, ...supported, ...abilities].join(', ') || '–';
  return `| \`${info.id}\` | ${escapeMarkup(info.title)} | ${info.severity} | ${escapeMarkup(info.source)} | ${needs} |`;
}

function createTable(heads: readonly string[], rows: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rows).map(([name, text]) => `| \`${name}\` | ${escapeMarkup(text)} |`);
  return `| ${heads.join(' | ')} |\n| --- | --- |\n${lines.join('\n')}\n`;
}

/** Characters that Markdown would read. */
function escapeMarkup(text: string): string {
  return text.replaceAll(/[|*_<>]/g, '\\$&');
}
