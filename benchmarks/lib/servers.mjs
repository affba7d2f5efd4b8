import { fileURLToPath } from 'node:url';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Our command, and the build that it loads. */
export const CLI = {
  bin: fileOf('../../packages/cli/bin/actionrunner.js'),
  build: fileOf('../../packages/cli/dist/main.js'),
};

/** Ours, as users start it. @param runner a name, or a module of benchmarks/peers */
export function ours(runner, label = `actionrunner serve ${runner}`) {
  const argument = runner.endsWith('.mjs') ? fileOf(`../peers/${runner}`) : runner;
  return {
    label,
    command: ({ directory }, port) => [
      process.execPath,
      CLI.bin,
      'serve',
      argument,
      '--directory',
      directory,
      '--host',
      '127.0.0.1',
      '--port',
      `${port}`,
    ],
  };
}

/** The floor: what a server in C needs. @param mode process or loop @param action makes the action's command line */
export function floor(mode, action = ({ directory }) => [`${directory}/exec`]) {
  const label = mode === 'loop' ? 'floor: C server, one child' : 'floor: C server, posix_spawn';
  return {
    label,
    needs: ['gcc'],
    command: (context, port) => [context.programs.floor, `${port}`, mode, ...action(context)],
  };
}

/** A program of benchmarks/peers. */
export function peer(file, label) {
  return {
    label,
    command: ({ directory }, port) => [process.execPath, fileOf(`../peers/${file}`), `${port}`, directory],
  };
}

/** The naive server. */
export const naive = peer('naive.mjs', 'naive: node:http + child_process.spawn');
