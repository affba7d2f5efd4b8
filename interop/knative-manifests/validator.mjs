/** The program that asks Knative's packages: built once for each version of it, next to the packages. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCommand } from '../commands.mjs';

const SCHEMA = 'config/core/300-resources/service.yaml';
const HASH_LENGTH = 12;

/**
 * @param {string} module the folder of a go.mod that requires Knative Serving
 * @param {string} source the file of the program
 * @returns {(questions: readonly object[]) => object[]} the outcome of each manifest
 */
export function buildValidator(module, source, missing) {
  const hash = createHash('sha256').update(fs.readFileSync(source)).digest('hex').slice(0, HASH_LENGTH);
  const program = path.join(module, `validate-${hash}`);
  const options = { cwd: module, env: { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' } };
  if (!fs.existsSync(program)) runCommand('go', ['build', '-o', program, source], missing, options);
  const serving = runCommand('go', ['list', '-m', '-f', '{{.Dir}}', 'knative.dev/serving'], missing, options).trim();
  return (questions) => {
    const input = JSON.stringify(questions.map(({ manifest, before }) => ({ manifest, before })));
    return JSON.parse(runCommand(program, [path.join(serving, SCHEMA)], missing, { input }));
  };
}
