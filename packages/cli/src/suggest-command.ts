import { existsSync } from 'node:fs';

const INVOKE = 'to run an action once: actionrunner invoke hello.sh -p name James';
const DEV = 'to run an action again whenever it is saved: actionrunner dev hello.sh';
const RECORDED = 'for what invoke has recorded: actionrunner activations list';
const NEW =
  'an action is a file, and needs nothing else; to start a runtime: actionrunner new my-runtime --language ruby';

/** What the commands of other tools are called here. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  run: INVOKE,
  exec: INVOKE,
  test: INVOKE,
  call: INVOKE,
  action: INVOKE,
  activation: RECORDED,
  list: RECORDED,
  logs: RECORDED,
  poll: RECORDED,
  deploy:
    'for an image of the runtime: actionrunner new my-runtime, then its Dockerfile; the platform deploys the action',
  validate: 'to see whether a runtime conforms: actionrunner check; whether an image does: actionrunner inspect',
  start: 'to serve an action, and read it again when it changes: actionrunner serve hello.sh --watch',
  watch: DEV,
  init: NEW,
  create: NEW,
};

/** Suggests what a word means that is not a command here. @returns undefined if that is unknown */
export function suggestCommand(word: string): string | undefined {
  if (Object.hasOwn(SUGGESTIONS, word)) {
    return SUGGESTIONS[word];
  }
  return existsSync(word) ? `to run an action once: actionrunner invoke ${word}` : undefined;
}
