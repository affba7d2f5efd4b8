/**
 * Runs the built command again and again in one process, for tests about what a command does rather than about its process.
 * Each message of the parent is one command; the end of its output is marked in both streams.
 */
import { writeSync } from 'node:fs';
import { main } from '../../dist/main.js';

process.on('message', async ({ args, cwd, env, mark }) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) {
    if (!(name in env)) delete process.env[name];
  }
  Object.assign(process.env, env);
  const code = await main(args);
  writeSync(1, mark);
  writeSync(2, mark);
  process.send({ code });
});
process.once('disconnect', () => process.exit());
