import { join } from 'node:path';
import { runConformance } from '../../src/run-conformance.js';
import { commandTarget } from '../../src/target/command-target.js';

const SERVER = join(__dirname, '../support/broken-server.mjs');

async function run(variables: readonly string[]): Promise<readonly string[]> {
  const target = commandTarget(['env', ...variables, process.execPath, SERVER, '{port}']);
  const cases = ['archives/stored', 'logs/stderr', 'shutdown/exit-status'];
  const { results } = await runConformance({ target, cases });
  return results.map(({ case: { id }, outcome }) => `${id} ${outcome}`);
}

test('the server is a command, too, and passes', async () => {
  expect(await run([])).toEqual(['logs/stderr passed', 'archives/stored passed', 'shutdown/exit-status passed']);
});

test('FAULT switches on a fault of it', async () => {
  const results = await run(['FAULT=exit-status-after-signal']);
  expect(results).toEqual(['logs/stderr passed', 'archives/stored passed', 'shutdown/exit-status failed']);
});
