import { createContext, isApplicationError } from '@actionrunner/core/internal';
import type { Settings } from '@actionrunner/workbench';
import { keepRecord } from '../activations/keep-record.js';
import type { Recording } from '../activations/recording.js';
import { initialize, run } from '../invoke/activate.js';
import { describeFailure } from '../invoke/describe-failure.js';
import type { Runtime } from '../invoke/place.js';
import type { Answer } from '../invoke/post.js';
import { describePhases, formatMs, parsePhases } from './describe-result.js';
import type { DevOptions, DevOutput } from './dev-options.js';
import { timeLimitOf } from './session-settings.js';
import type { Loaded } from './warm-runtime.js';

/** An activation that runs. */
export interface Attempt {
  readonly id: string;
  readonly recording: Recording;
  /** A JSON text; undefined to initialize the action only. */
  readonly parameters: string | undefined;
  /** Whether nothing newer is wanted. */
  readonly isCurrent: () => boolean;
}

/** A successful activation. */
export interface DevActivation {
  readonly id: string;
  /** A JSON text. */
  readonly result: string;
  /** Whether the result is an error of the action. */
  readonly isError: boolean;
}

/** What an activation runs with. */
export interface AttemptOptions {
  readonly options: DevOptions;
  readonly settings: Settings;
  readonly output: DevOutput;
  /** Shows a result, a JSON text. */
  readonly show: (result: string) => Promise<void>;
}

/**
 * Runs an activation, shows it and records it.
 * @returns undefined without a result
 * @throws what has failed
 */
export async function runAttempt(
  { id, recording, parameters, isCurrent }: Attempt,
  { action, place, runtime, isNew }: Loaded & { readonly isNew: boolean },
  { options, settings, output, show }: AttemptOptions,
): Promise<DevActivation | undefined> {
  const { path, record, onRequest } = options;
  const { env } = settings;
  const init = { ...options.init, env: Object.keys(env).length > 0 ? env : undefined };
  const message = { context: createContext(action.name), timeoutMs: timeLimitOf(settings) };
  let phases = '';
  const watched = recording.watchRequests(runtime);
  const send: Runtime['send'] = async (route, body) => {
    const answer = await watched(route, body);
    const parts = parsePhases(answer.headers['server-timing']);
    phases += `${phases && ', '}${route} ${formatMs(recording.lastMs)}${describePhases(parts)}`;
    output.observe?.({ type: 'request', id, route, ms: recording.lastMs, phases: parts });
    return answer;
  };
  const { logs } = output;
  const print = (line: string) => void logs.write('stderr', Buffer.from(`${line}\n`));
  const describe = (answer: Answer) => describeFailure(answer, logs, runtime.show ?? ((text) => text), print);
  const shown = { name: runtime.name, send, describe };
  output.note(`— ${path}${isNew ? '' : ', warm'} —`);
  try {
    if (isNew) {
      await initialize(shown, action, init, message);
    }
    if (parameters === undefined) {
      output.note(`ready: ${phases}`);
      return undefined;
    }
    const { body, value } = await run(shown, parameters, message);
    if (!onRequest) {
      await show(body);
    }
    const isError = isApplicationError(value);
    output.note(`${isError ? 'application error' : 'ok'}: ${phases}`);
    return { id: message.context['activation_id'] as string, result: body, isError };
  } finally {
    const isKept = isCurrent() && record && parameters !== undefined;
    await keepRecord(recording, { ...place, ...message, name: action.name }, isKept ? undefined : false);
  }
}
