#!/usr/bin/env node
// Committed as it is, so that npm can link it before the sources are built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
let exitCode = 2;
// Node ends with status 0 or 13 when a runner module never finishes loading and nothing else keeps the process alive.
process.once('exit', () => {
  process.exitCode ||= exitCode;
});
if (existsSync(main)) {
  import(main.href)
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      exitCode = code;
    });
} else {
  process.stderr.write('actionrunner: the sources are not built yet; run "npm run build" first.\n');
}
