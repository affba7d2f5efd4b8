import type { ActionRunner, RunMessage } from '@actionrunner/core';
import { jsonMembers, parseRun } from '@actionrunner/core/internal';

/**
 * Gives a runner parameters that are part of each activation, as `wsk action create -p` does: those of a message override them.
 * @param parameters a JSON object as text
 * @returns replaces them
 */
export function bindParameters(runner: ActionRunner, parameters: string): (parameters: string) => void {
  const activate = runner.activate.bind(runner);
  const bind = (text: string) => {
    const bound = readMembers(text);
    runner.activate =
      bound.size === 0 ? activate : async (message, context) => await activate(addParameters(message, bound), context);
  };
  bind(parameters);
  return bind;
}

function addParameters(message: RunMessage, bound: ReadonlyMap<string, string>): RunMessage {
  const given = String(message.args);
  if (!given.startsWith('{')) {
    return message;
  }
  const fields = readMembers(message.json.toString());
  fields.set('value', writeMembers(new Map([...bound, ...readMembers(given)])));
  return parseRun(Buffer.from(writeMembers(fields)));
}

/** Reads the members of a JSON object as texts, so that numbers keep their digits. */
function readMembers(json: string): Map<string, string> {
  const bytes = Buffer.from(json);
  return new Map(Array.from(jsonMembers(bytes), ({ key, start, end }) => [key, bytes.toString('utf8', start, end)]));
}

function writeMembers(members: ReadonlyMap<string, string>): string {
  return `{${Array.from(members, ([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}
