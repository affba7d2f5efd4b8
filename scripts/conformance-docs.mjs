/**
 * Writes what is generated from the conformance kit: the schema of `conformance.json`, and the list of cases in
 * `docs/reference/conformance.md`. Tests compare both.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const load = (module) => import(pathToFileURL(path.join(ROOT, 'packages', 'conformance', 'dist', `${module}.js`)).href);

const { createJsonSchema } = await load('manifest/manifest-schema');
const { CASES } = await load('cases/all');
const { createCaseTables, createSampleTable, createSupportTable } = await load('case-tables');

const schema = path.join(ROOT, 'packages', 'conformance', 'conformance.schema.json');
fs.writeFileSync(schema, `${JSON.stringify(createJsonSchema(), null, 2)}\n`);

const page = path.join(ROOT, 'docs', 'reference', 'conformance.md');
const tables = { samples: createSampleTable(), supports: createSupportTable(), cases: createCaseTables(CASES) };
let text = fs.readFileSync(page, 'utf8');
for (const [name, table] of Object.entries(tables)) {
  const part = new RegExp(`(<!-- generated: ${name} -->\n).*?(\n<!-- end -->)`, 's');
  text = text.replace(part, (_, start, end) => `${start}\n${table}${end}`);
}
fs.writeFileSync(page, text);
