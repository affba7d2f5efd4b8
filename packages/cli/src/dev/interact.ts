import { messageOf } from '@actionrunner/core/internal';
import { formatJson } from '../invoke/format-json.js';
import { checkParameters } from '../invoke/parameters.js';
import type { DevSession } from './dev-session.js';
import { editText } from './edit-text.js';
import { type KeyActions, Keys } from './keys.js';
import type { SavedInputs } from './saved-inputs.js';

/** What there is to run an action with. */
export interface Inputs {
  readonly inputs: SavedInputs;
  /** Collects the parameters as a JSON text: of a file of saved ones, else those of the command line. */
  readonly collect: (saved: string | undefined) => string;
  /** The name of the saved ones among them. */
  readonly name: string | undefined;
}

/** Lets the user control a session by keys, until the one that quits. */
export async function interact(session: DevSession, given: Inputs, note: (line: string) => void): Promise<void> {
  let { name } = given;

  async function runNext(): Promise<void> {
    const names = [undefined, ...given.inputs.list()];
    name = names[(names.indexOf(name) + 1) % names.length];
    note(name === undefined ? 'input: that of the command line' : `input: ${name}`);
    await session.runWith(given.collect(name === undefined ? undefined : given.inputs.find(name)));
  }

  async function edit(): Promise<void> {
    const text = await editText(`${formatJson(session.parameters)}\n`, 'parameters.json');
    await session.runWith(checkParameters(text, 'what was written'));
  }

  await new Promise<void>((resolve) => {
    const reported = (run: () => Promise<void>) => () => run().catch((error: unknown) => note(messageOf(error)));
    const actions: KeyActions = {
      r: { help: 'run again', run: reported(() => session.again()) },
      n: { help: 'next input', run: reported(runNext) },
      e: {
        help: 'edit parameters',
        run: async () => {
          keys.pause();
          await reported(edit)();
          keys.resume();
        },
      },
      d: { help: 'time limit on or off', run: reported(() => session.toggleDeadline()) },
      c: { help: 'clear', run: () => process.stderr.write('\u001B[2J\u001B[3J\u001B[H') },
      q: {
        help: 'quit',
        run: () => {
          keys.close();
          resolve();
        },
      },
    };
    const keys = new Keys(actions);
    note(keys.help);
  });
}
