import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatLaunchScript } from '@actionrunner/core/internal';
import { bundlePrograms } from './bundle-programs.js';
import { createCache } from './create-cache.js';

const USAGE = `Usage: actionrunner-bundle [options] <server> [programs...]

Bundles a server, and other programs of its image such as a health check, for a quick start. It uses the esbuild that is
installed in the project, which is the current folder. The server is started once, with one action, to make a code cache
for this version of Node.js.

Options:
  --outdir <folder>   where the files go, emptied before (default: dist)
  --action <file>     source of an action that the server can run (default: a shell script)
  --external <name>   a package that is not bundled; may be repeated
  --no-cache          make no code cache
  --version           show the version
  --help              show this
`;

/** Runs on all images, unless their runner is for one language. */
const ACTION = `#!/bin/sh\necho '{"ok":true}'\n`;

/** The program next to the script, which has its name, or next to the one that a link leads to. */
const LAUNCH = `[ ! -L "$0" ] || exec node "$(readlink -f "$0" | sed 's/\\.sh$/.js/')" "$@"
exec node "\${0%.sh}.js" "$@"`;

const HTTP_OK = 200;

/** Runs the command `actionrunner-bundle`. @param argv its arguments @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    const [server] = positionals;
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (values.version) {
      const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
      process.stdout.write(`${(JSON.parse(manifest) as { version: string }).version}\n`);
      return 0;
    }
    if (server === undefined) {
      throw new Error('Name the module of the server, such as server.js.');
    }
    const project = process.cwd();
    const outdir = resolve(project, values.outdir);
    if (!relative(project, outdir) || relative(project, outdir).startsWith('..')) {
      throw new Error(`--outdir must be a folder inside ${project}: it is emptied.`);
    }
    rmSync(outdir, { recursive: true, force: true });
    mkdirSync(outdir, { recursive: true });
    // The files are CommonJS, whatever the project is.
    writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
    const [program = ''] = await bundlePrograms(positionals, { project, outdir, external: values.external });
    writeFileSync(`${program.slice(0, -'.js'.length)}.sh`, formatLaunchScript(LAUNCH), { mode: 0o755 });
    if (values.cache) {
      const code = values.action === undefined ? ACTION : readFileSync(resolve(project, values.action), 'utf8');
      const { init, run, bytes } = await createCache(program, code);
      process.stdout.write(`Code cache for Node.js ${process.versions.node}: ${bytes} bytes.\n`);
      if (init !== HTTP_OK || run !== HTTP_OK) {
        process.stderr.write(
          `actionrunner-bundle: the action does not run here (statuses ${init} and ${run}), so the cache has no code for what follows; name another with --action.\n`,
        );
      }
    }
    return 0;
  } catch (error) {
    process.stderr.write(`actionrunner-bundle: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    allowNegative: true,
    options: {
      outdir: { type: 'string', default: 'dist' },
      action: { type: 'string' },
      external: { type: 'string', multiple: true, default: [] },
      cache: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  });
}
