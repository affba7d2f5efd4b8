import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { UsageError } from '../../test/support/program.js';
import { THIS_NODE } from './servers.mjs';

const MANIFEST = new URL('../../packages/cli/package.json', import.meta.url);
const ROOT = new URL('../..', import.meta.url);

/** Where and when the results are from. */
export function describeMachine(nodes) {
  const [cpu] = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.availableParallelism(),
    cpu: cpu?.model.trim() ?? process.arch,
    memoryGb: Math.round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg()[0],
    nodes: nodes.map(({ version }) => version),
    version: JSON.parse(fs.readFileSync(MANIFEST, 'utf8')).version,
    commit: commit(),
  };
}

/** The Node.js that runs this, and those at other paths. @throws UsageError */
export function findNodes(paths) {
  const others = paths.map((path) => {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status !== 0) throw new UsageError(`--node ${path}: it does not run.`);
    return { path, version: stdout.trim() };
  });
  return [THIS_NODE, ...others];
}

/** The commit that is checked out; nothing where there is no git. */
function commit() {
  try {
    const options = { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['describe', '--always', '--dirty'], options).trim();
  } catch {
    return undefined;
  }
}
