import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverOf } from './bundle.js';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Our command, and the build that it loads. */
export const CLI = {
  bin: fileOf('../../packages/cli/bin/actionrunner.js'),
  build: fileOf('../../packages/cli/dist/main.js'),
};

/** The Node.js that runs the benchmarks. */
export const THIS_NODE = { path: process.execPath, version: process.version };

/** Other proxies, which the user starts by a command: how they are shown, and whether each request needs a connection of its own. */
export const PEERS = {
  // Its answers over a connection that is kept open wait for a delayed acknowledgement, 40 ms.
  flask: { label: "Flask: dockerskeleton's proxy", closes: true },
  go: { label: 'Go: the ActionLoop proxy', closes: false },
};

/**
 * Ours, as `actionrunner serve` starts it.
 * @param runner a name, or a module of benchmarks/peers
 */
export function ours(runner, { label = `actionrunner serve ${runner}`, args = [], node = THIS_NODE } = {}) {
  const argument = runner.endsWith('.mjs') ? fileOf(`../peers/${runner}`) : runner;
  const where = (directory, port) => ['--directory', directory, '--host', '127.0.0.1', '--port', `${port}`];
  return {
    label,
    isOurs: true,
    launch: ({ directory }, port) => ({
      argv: [node.path, CLI.bin, 'serve', argument, ...where(directory, port), ...args],
    }),
  };
}

/** Ours, as `actionrunner serve` starts it where npm has installed it. */
export function installed(runner, { node = THIS_NODE } = {}) {
  const server = ours(runner, { node });
  return {
    ...server,
    launch: (context, port) => {
      const { argv } = server.launch(context, port);
      return { argv: argv.map((arg) => (arg === CLI.bin ? context.command() : arg)) };
    },
  };
}

/** Ours, as an image of `examples/images` has it: bundled, and started by what its CMD names. */
export function image(name, { label = `ActionRunner, bundle of the image ${name}`, node = THIS_NODE } = {}) {
  const file = serverOf(name);
  return {
    label,
    isOurs: true,
    launch: ({ directory, bundle }, port) => ({
      argv: [...(file.endsWith('.js') ? [node.path] : []), path.join(path.dirname(bundle(name, node)), file)],
      env: {
        // The script starts the program that it finds there.
        PATH: `${path.dirname(node.path)}${path.delimiter}${process.env['PATH']}`,
        ACTIONRUNNER_DIRECTORY: directory,
        ACTIONRUNNER_HOST: '127.0.0.1',
        ACTIONRUNNER_PORT: `${port}`,
        NODE_ENV: 'production',
      },
    }),
  };
}

/** The floor: what a server in C needs. @param mode process or loop @param action makes the action's command line */
export function floor(mode, action = ({ directory }) => [`${directory}/exec`]) {
  return {
    label: mode === 'loop' ? 'floor: C server, one child' : 'floor: C server, posix_spawn',
    launch: (context, port) => ({ argv: [context.programs.floor, `${port}`, mode, ...action(context)] }),
  };
}

/** A node:http server that only answers. */
export function bare(node = THIS_NODE) {
  return script('bare-http.cjs', 'bare: node:http, answers at once', node);
}

/** What one would write first. */
export function naive(node = THIS_NODE) {
  return script('naive.cjs', 'naive: node:http + child_process.spawn', node);
}

function script(file, label, node) {
  return {
    label,
    launch: ({ directory }, port) => ({ argv: [node.path, fileOf(`../peers/${file}`), `${port}`, directory] }),
  };
}

/** Another proxy; not measured unless the user gives the command that starts it. It gets the action by init only. */
export function peer(name) {
  return {
    ...PEERS[name],
    peer: name,
    launch: ({ directory, peers }, port) => ({
      argv: ['/bin/sh', '-c', peers[name]],
      env: { PORT: `${port}`, DIRECTORY: directory },
    }),
  };
}
