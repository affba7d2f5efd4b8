/**
 * Bundles `actionrunner serve` for a quick start: `node scripts/bundle-command.mjs [folder]`. Before packing, as the folder `bundle` of
 * packages/cli; or of a copy of that package. The layout is that of the packages: modules find their files from where they are.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const PACKAGES = path.join(ROOT, 'packages');
const target = path.join(path.resolve(process.argv[2] ?? path.join(PACKAGES, 'cli')), 'bundle');
const { bundlePrograms } = await import('../packages/http/dist/bundle/bundle-programs.js');

const commands = fs.readdirSync(path.join(PACKAGES, 'cli', 'dist', 'commands')).filter((file) => file.endsWith('.js'));

/** Only what `serve` loads for a runner with a name: the rest of the command is loaded from the package itself. */
const REST = [
  ...commands.filter((file) => file !== 'serve.js').map((file) => `./commands/${file}`),
  ...[
    './interpreter-runner.js',
    './read-configuration.js',
    './completion/print-candidates.js',
    './action/explain-runner.js',
    './module/explain-import.js',
    '../serve/serve-action.js',
  ],
];

fs.rmSync(target, { recursive: true, force: true });
const outdir = path.join(target, 'dist', 'serve');
fs.mkdirSync(outdir, { recursive: true });
const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGES, 'cli', 'package.json'), 'utf8'));
fs.writeFileSync(path.join(target, 'dist', 'package.json'), `${JSON.stringify({ version, type: 'commonjs' })}\n`);
await bundlePrograms(['dist/main.js'], { project: path.join(PACKAGES, 'cli'), outdir, external: REST });
const python = path.join(target, 'python');
fs.cpSync(path.join(PACKAGES, 'runners', 'python'), python, { recursive: true });
