/**
 * Loaded before a program with `--require`: at each SIGUSR2, and when it exits, it writes what was loaded since then to the file MODULES_REPORT, as JSON:
 * `builtins`, modules of Node.js; `files`, the addresses of scripts. The latter only with MODULES_OF=files, as the debugger, which knows them
 * whether they are CommonJS or not, loads modules of its own.
 */
const fs = require('node:fs');

const { MODULES_REPORT: report, MODULES_OF: kind } = process.env;
const before = new Set(process.moduleLoadList);
const files = new Set();

if (kind === 'files') {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => files.add(params.url));
  session.post('Debugger.enable');
}

const write = () => {
  const builtins = process.moduleLoadList.filter((name) => !before.has(name));
  fs.writeFileSync(`${report}.part`, JSON.stringify({ builtins, files: [...files] }));
  fs.renameSync(`${report}.part`, report);
};
process.on('SIGUSR2', write);
process.on('exit', write);
