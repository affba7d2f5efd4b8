/**
 * Bundles the page with everything that it needs, as the folder `assets`: nothing is loaded from elsewhere at run time. The licences of what
 * is bundled are in `assets/LICENSES.txt`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';

const FOLDER = import.meta.dirname;
const ROOT = path.resolve(FOLDER, '..', '..');
const PAGE = path.join(FOLDER, 'page');
const ASSETS = path.join(FOLDER, 'assets');

const { metafile } = await build({
  entryPoints: [path.join(PAGE, 'app.tsx'), path.join(PAGE, 'app.css')],
  absWorkingDir: ROOT,
  outdir: ASSETS,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  metafile: true,
  logLevel: 'warning',
});
fs.copyFileSync(path.join(PAGE, 'icon.svg'), path.join(ASSETS, 'icon.svg'));

const bundled = Object.keys(metafile.inputs).flatMap(
  (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
);
const notices = [...new Set(bundled)].sort().map((name) => {
  const folder = path.join(ROOT, 'node_modules', name);
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const licence = fs.readFileSync(path.join(folder, 'LICENSE'), 'utf8').trim();
  return `${name} ${version}\n\n${licence}\n`;
});
fs.writeFileSync(path.join(ASSETS, 'LICENSES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
