/**
 * A small runtime of executables, or with `SERVER_MODE=loop` of programs that speak ActionLoop, for the tests of the kit. It shares no code
 * with the packages, so that it cannot share their mistakes. `FAULT=name` switches on one deliberate fault of `faults.ts`. Usage:
 * `node broken-server.mjs PORT`, with `ACTIONRUNNER_DIRECTORY` as the directory of the action.
 */
import { createRuntime } from './broken-server/create-runtime.js';

const { PORT: _, ...environment } = process.env;
const runtime = createRuntime({
  environment,
  directory: process.env.ACTIONRUNNER_DIRECTORY,
  stdout: (bytes) => process.stdout.write(bytes),
  stderr: (bytes) => process.stderr.write(bytes),
  exit: (status) => process.exit(status),
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => runtime.signal(signal));
await runtime.listen(Number(process.argv[2]));
