/**
 * Runs the conformance kit against runtimes of others: `npm run conformance:peers -- --folder FOLDER [--update] [name…]`.
 * FOLDER/peers.json says how each is started there: `[{ "name", "version", "command": ["sh", "start.sh", "{port}", "{directory}"], "manifest",
 * "concurrency" }]`, with the path of a manifest, in FOLDER or this repository, where the samples are not those of executables. The reports are
 * in build/conformance-peers; with `--update` the table and the lists of docs/reference/conformance-peers.md are written, too.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { commandTarget, formatHtml, formatJson, readManifest, runConformance } from '@actionrunner/conformance';

const ROOT = path.resolve(import.meta.dirname, '..');
const REPORTS = path.join(ROOT, 'build', 'conformance-peers');
const PAGE = path.join(ROOT, 'docs', 'reference', 'conformance-peers.md');
const BEGIN = '<!-- begin: npm run conformance:peers -->';
const END = '<!-- end -->';
const SEVERITIES = ['required', 'recommended', 'informative'];

async function test({ name, command, manifest, concurrency }) {
  const target = { ...commandTarget(command), name };
  const read = manifest === undefined ? undefined : await readManifest(findManifest(manifest));
  const first = await runConformance({ target, manifest: read, concurrency });
  const report = await confirm(first, { target: { ...commandTarget(command), name }, manifest: read, concurrency: 1 });
  fs.writeFileSync(path.join(REPORTS, `${name}.json`), formatJson(report));
  return report;
}

/** Runs what has failed once more, one case after the other: a failure of a busy machine is not one of the runtime. */
async function confirm(first, options) {
  const cases = first.results.filter(({ outcome }) => outcome === 'failed').map((result) => result.case.id);
  if (cases.length === 0) return first;
  const again = new Map(
    (await runConformance({ ...options, cases })).results.map((result) => [result.case.id, result]),
  );
  const results = first.results.map((result) => again.get(result.case.id) ?? result);
  return { ...first, results, counts: count(results) };
}

function count(results) {
  const of = (severity, outcome) =>
    results.filter((result) => result.case.severity === severity && result.outcome === outcome).length;
  const outcomes = (severity) =>
    Object.fromEntries(['passed', 'failed', 'skipped'].map((outcome) => [outcome, of(severity, outcome)]));
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, outcomes(severity)]));
}

function findManifest(name) {
  const own = path.resolve(name);
  return fs.existsSync(own) ? own : path.join(ROOT, name);
}

function formatCounts({ passed, failed, skipped }) {
  return `${passed} · ${failed} · ${skipped}`;
}

/** Continues an item of a list on another line where it is longer than lines of Markdown may be here. */
function wrap(item) {
  return item.length <= 120 ? item : item.replace(/^(.{0,118}) (.*)$/, '$1\n  $2');
}

/** One item for each case, so that a change shows in review. */
function formatFailures({ results }, severity) {
  const failed = results.filter((result) => result.outcome === 'failed' && result.case.severity === severity);
  return failed.map(({ case: { id, title } }) => wrap(`- \`${id}\`: ${title}`));
}

function format(peers, reports) {
  const lines = [
    `Run on ${new Date().toISOString().slice(0, 10)} with version ${reports[0].kit} of the kit: passed · failed · skipped.`,
    '',
    `| runtime | version | ${SEVERITIES.join(' | ')} |`,
    '| --- | --- | --- | --- | --- |',
    ...reports.map(({ counts }, index) => {
      const { name, version } = peers[index];
      return `| ${name} | ${version} | ${SEVERITIES.map((severity) => formatCounts(counts[severity])).join(' | ')} |`;
    }),
  ];
  for (const [index, report] of reports.entries()) {
    for (const severity of SEVERITIES) {
      const failures = formatFailures(report, severity);
      if (failures.length > 0) lines.push('', `### ${peers[index].name}: ${severity}`, '', ...failures);
    }
  }
  return lines.join('\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, update: { type: 'boolean' } },
});
if (values.folder === undefined) throw new Error('name the folder of the runtimes: --folder FOLDER');
const folder = path.resolve(values.folder);
const all = JSON.parse(fs.readFileSync(path.join(folder, 'peers.json'), 'utf8'));
const peers = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (peers.length === 0) throw new Error(`there are only these runtimes: ${all.map(({ name }) => name).join(', ')}`);
fs.rmSync(REPORTS, { recursive: true, force: true });
fs.mkdirSync(REPORTS, { recursive: true });
process.chdir(folder);
const reports = [];
for (const peer of peers) reports.push(await test(peer));
fs.writeFileSync(path.join(REPORTS, 'report.html'), formatHtml(reports));
const text = format(peers, reports);
console.log(text);
if (values.update) {
  const page = fs.readFileSync(PAGE, 'utf8');
  const from = page.indexOf(BEGIN) + BEGIN.length;
  fs.writeFileSync(PAGE, `${page.slice(0, from)}\n\n${text}\n\n${page.slice(page.indexOf(END))}`);
}
