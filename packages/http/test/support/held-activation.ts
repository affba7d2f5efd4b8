import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript } from './actions.js';
import { type Answer, Connection } from './connection.js';

/** An activation that runs until it is let go, and then answers. */
export interface HeldActivation {
  readonly connection: Connection;
  letGo(): void;
  answer(): Promise<Answer>;
}

/** Sends an action that waits, and starts an activation of it. @param result lines of a script that prints the result */
export async function holdActivation(url: string, result = `echo '{"held":true}'`): Promise<HeldActivation> {
  const directory = temporaryDirectory();
  const runs = join(directory, 'runs');
  const go = join(directory, 'go');
  await initScript(
    url,
    `: > '${runs}'`,
    `while [ ! -e '${go}' ] && [ -d '${directory}' ]; do sleep 0.02; done`,
    result,
  );
  const connection = await Connection.open(url);
  connection.send('/run', { body: { value: {} } });
  await waitFor('the activation runs', () => existsSync(runs));
  return { connection, letGo: () => writeFileSync(go, ''), answer: () => connection.answer() };
}
