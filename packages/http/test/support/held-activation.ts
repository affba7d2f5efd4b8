import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript } from './actions.js';
import { temporaryDirectory } from './clean-up.js';
import { type Answer, Connection } from './connection.js';

/** An activation that runs until it is let go, and answers `{"held":true}` then. */
export interface HeldActivation {
  letGo(): void;
  answer(): Promise<Answer>;
}

/** Sends an action that waits, and starts an activation of it. */
export async function holdActivation(url: string): Promise<HeldActivation> {
  const directory = temporaryDirectory();
  const runs = join(directory, 'runs');
  const go = join(directory, 'go');
  await initScript(
    url,
    `: > '${runs}'`,
    `while [ ! -e '${go}' ] && [ -d '${directory}' ]; do sleep 0.02; done`,
    `echo '{"held":true}'`,
  );
  const connection = await Connection.open(url);
  connection.send('/run', { body: { value: {} } });
  await waitFor('the activation runs', () => existsSync(runs));
  return { letGo: () => writeFileSync(go, ''), answer: () => connection.answer() };
}
