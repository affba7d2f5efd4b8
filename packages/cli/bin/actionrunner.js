#!/usr/bin/env node
// Committed as it is, so that npm can link it before the sources are built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
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
  import(main.href)
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      exitCode = code;
    });
} else {
  exitCode = 2;
  process.stderr.write('actionrunner: the sources are not built yet; run "npm run build" first.\n');
}
