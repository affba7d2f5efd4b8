#!/usr/bin/env node
// Committed as it is, so that npm can link it before the sources are built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
// Stays so if a runner module never finishes loading and nothing else keeps the process alive.
process.exitCode = 2;
if (existsSync(main)) {
  import(main.href)
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
} else {
  process.stderr.write('actionrunner: the sources are not built yet; run "npm run build" first.\n');
}
