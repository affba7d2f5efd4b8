#!/usr/bin/env node
/**
 * Committed as it is, so that npm can link it before the sources are built. CommonJS, as in this folder's package.json: loading an ES module
 * first would make each start slower.
 */
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const main = join(__dirname, '..', 'dist', 'main.js');
/** The same, bundled. It is in packages only: in a clone, with its tsconfig.json, it would be older than the sources. */
const bundle = join(__dirname, '..', 'bundle', 'dist', 'serve', 'main.js');
/** The runners that have a name. */
const RUNNERS = ['native', 'bash', 'python', 'c', 'loop'];
const isClone = existsSync(join(__dirname, '..', 'tsconfig.json'));
let exitCode;
process.once('exit', (status) => {
  // Node ends with status 0 or 13 when a module never finishes loading and nothing else keeps the process alive.
  if (exitCode === undefined && (status === 0 || status === 13)) {
    process.stderr.write('actionrunner: ended early: a module never finished loading.\n');
  }
  process.exitCode ||= exitCode ?? 2;
});
process.once('uncaughtException', (error) => {
  process.stderr.write(`actionrunner: the runtime failed: ${error?.stack ?? error}\n`);
  process.exit(2);
});
process.stdout.on('error', (error) => {
  // Who else listens deals with it.
  if (process.stdout.listenerCount('error') === 1) {
    // EPIPE: whoever read the output has seen enough, as `head` does.
    exitCode = error.code === 'EPIPE' ? 0 : 2;
    process.exit(exitCode);
  }
});
if (existsSync(main)) {
  load()
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      exitCode = code;
    });
} else {
  exitCode = 2;
  process.stderr.write('actionrunner: the sources are not built yet; run "npm run build" first.\n');
}

/**
 * Loads the bundle to serve a runner with a name. A runner in a module imports `@actionrunner/core` itself, and must get the same classes.
 */
async function load() {
  const [command, runner, ...options] = process.argv.slice(2);
  const isNamed =
    command === 'serve' && RUNNERS.includes(runner) && !options.some((word) => word.startsWith('--runner'));
  return isNamed && !isClone && existsSync(bundle) ? require(bundle).entry : import(pathToFileURL(main).href);
}
