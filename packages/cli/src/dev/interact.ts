import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@actionrunner/core/internal';
import { formatJson } from '../invoke/format-json.js';
import { checkParameters } from '../invoke/parameters.js';
import type { DevSession } from './dev-session.js';
import { editText } from './edit-text.js';
import type { HeldOutput } from './held-output.js';
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

/** Where the keys are pressed. */
export interface Terminal {
  /** Prints a line. */
  readonly note: (line: string) => void;
  /** What is printed while the editor is open. */
  readonly held: HeldOutput;
  /** The end of the first activation, below whose result the keys are shown. */
  readonly first: Promise<unknown>;
}

/** How long the first activation may take before the keys are shown. */
const KEYS_AFTER_MS = 1_000;

/** Lets the user control a session by keys, until the one that quits. */
export async function interact(session: DevSession, given: Inputs, { note, held, first }: Terminal): Promise<void> {
  let { name } = given;
  /** What was written and is not JSON: it is there when the editor is opened again. */
  let draft: string | undefined;

  async function runNext(): Promise<void> {
    const names = [undefined, ...given.inputs.list()];
    if (names.length === 1 && name === undefined) {
      note('there is no saved input; --save NAME adds one');
      return;
    }
    name = names[(names.indexOf(name) + 1) % names.length];
    note(name === undefined ? 'input: that of the command line' : `input: ${name}`);
    await session.runWith(given.collect(name === undefined ? undefined : given.inputs.find(name)));
  }

  async function edit(keys: Keys): Promise<void> {
    keys.pause();
    held.hold();
    try {
      draft = await editText(draft ?? `${formatJson(session.parameters)}\n`, 'parameters.json');
    } finally {
      await held.release();
      keys.resume();
    }
    try {
      checkParameters(draft, 'what was written');
    } catch (error) {
      throw new Error(`${messageOf(error)} Press e to go on with it.`, { cause: error });
    }
    const parameters = draft;
    draft = undefined;
    await session.runWith(parameters);
  }

  const keysAfter = new AbortController();
  const isTime = Promise.race([first, sleep(KEYS_AFTER_MS, undefined, keysAfter)]);
  await new Promise<void>((resolve) => {
    const reported = (run: () => Promise<void>) => () => run().catch((error: unknown) => note(messageOf(error)));
    const help = { run: () => note(`\n${keys.help}`) };
    const actions: KeyActions = {
      r: { help: 'run again', run: reported(() => session.again()) },
      n: { help: 'next input', run: reported(runNext) },
      e: { help: 'edit parameters', run: reported(() => edit(keys)) },
      d: { help: 'time limit on or off', run: reported(() => session.toggleDeadline()) },
      c: { help: 'clear', run: () => process.stderr.write('\u001B[2J\u001B[3J\u001B[H') },
      q: {
        help: 'quit',
        run: () => {
          keysAfter.abort();
          keys.close();
          resolve();
        },
      },
    };
    const keys: Keys = new Keys({ ...actions, h: help, '?': help });
    isTime.then(
      () => keysAfter.signal.aborted || note(keys.help),
      // Over before that; what the first activation throws is for whoever has started it.
      () => undefined,
    );
  });
}
