import { createContext } from '@actionrunner/core/internal';
import type { Unanswered } from '@actionrunner/images';
import { type ActivationRecord, annotationOf, decodeRecord } from '../../src/activations/activation-record.js';
import { Recording } from '../../src/activations/recording.js';

type Route = 'init' | 'run';

const KNOWN = { context: createContext('a'), name: 'a', kind: 'blackbox', memoryMb: 256, logsMb: 10, timeoutMs: 500 };

/** Records a request whose answer is given, or that fails. */
async function record(route: Route, given: { status: number; body: string } | Unanswered | Error) {
  const recording = new Recording();
  const send = recording.watchRequests({
    send: async () => {
      if (typeof given === 'string' || given instanceof Error) {
        throw given instanceof Error ? given : new Error('no answer');
      }
      return { ...given, headers: {} };
    },
    explainUnanswered: () => (typeof given === 'string' ? given : undefined),
  });
  await send(route, () => '').catch(() => undefined);
  const { text } = recording.finish(KNOWN);
  const { response, annotations } = decodeRecord(text) as ActivationRecord;
  return { text, response, isTimeout: annotations.find(({ key }) => key === 'timeout')?.value };
}

it('a clock that is set meanwhile changes no duration', async () => {
  let hour = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => 1e12 - 3_600_000 * hour++);
  try {
    const recording = new Recording();
    const send = recording.watchRequests({
      send: async () => ({ status: 200, headers: {}, body: '{}' }),
      explainUnanswered: () => undefined,
    });
    await send('init', () => '');
    await send('run', () => '');
    const { start, end, duration, annotations } = decodeRecord(recording.finish(KNOWN).text) as ActivationRecord;
    expect(end - start).toBe(duration);
    const times = [
      duration,
      recording.lastMs,
      ...['waitTime', 'initTime'].map((key) => annotationOf({ annotations }, key)),
    ];
    expect(times.filter((ms) => Number(ms) < 0 || Number(ms) > 60_000)).toEqual([]);
  } finally {
    clock.mockRestore();
  }
});

const DEVELOPER = 'action developer error';

// As of openwhisk's `ActivationResponse.processInitResponseContent`, `processRunResponseContent` and `Container.run`.
it.each<[Route, Unanswered, string]>([
  ['init', 'exited', 'The action did not initialize and exited unexpectedly.'],
  ['run', 'exited', 'The action did not produce a valid response and exited unexpectedly.'],
  ['init', 'memory', 'The action exhausted its memory and was aborted.'],
  ['run', 'memory', 'The action exhausted its memory and was aborted.'],
  ['init', 'time', 'The action exceeded its time limits of 500 milliseconds during initialization.'],
  ['run', 'time', 'The action exceeded its time limits of 500 milliseconds.'],
  ['init', 'unstarted', 'no answer'],
])('%s without an answer (%s) is an error of the developer', async (route, unanswered, error) => {
  const { response, isTimeout } = await record(route, unanswered);
  expect(response).toEqual({ status: DEVELOPER, statusCode: 2, success: false, result: { error } });
  expect(isTimeout).toBe(unanswered === 'time');
});

it('no answer for another reason is an internal error, with this reason', async () => {
  const { response } = await record('run', new Error('no container engine answers'));
  expect(response).toEqual({
    status: 'whisk internal error',
    statusCode: 3,
    success: false,
    result: { error: 'no container engine answers' },
  });
});

it.each<[string, Route, number, string, string, string]>([
  ['a result', 'run', 200, ' {"n":12345678901234567890}\n', 'success', '{"n":12345678901234567890}'],
  ['an array', 'run', 200, '[1]', 'success', '[1]'],
  ['an error', 'run', 200, '{"error":1.50,"n":1}', 'application error', '{"error":1.50}'],
  ['an error that is null', 'run', 200, '{"error":null}', 'application error', '{"error":null}'],
  ['a failure', 'run', 502, '{"error":"no","more":1}', DEVELOPER, '{"error":"no"}'],
  ['a failed init', 'init', 502, '{"error":{"a":1}}', DEVELOPER, '{"error":{"a":1}}'],
  [
    'a failure without an error',
    'run',
    500,
    '{"n":1}',
    DEVELOPER,
    '{"error":"The action did not produce a valid JSON or JSON Array response: {\\"n\\":1}"}',
  ],
  ['nothing', 'run', 200, '', DEVELOPER, '{"error":"The action did not produce a valid JSON or JSON Array response."}'],
  [
    'a number',
    'run',
    200,
    '1',
    DEVELOPER,
    '{"error":"The action did not produce a valid JSON or JSON Array response: 1"}',
  ],
  [
    'a failed init that says nothing',
    'init',
    500,
    '',
    DEVELOPER,
    '{"error":"The action failed during initialization."}',
  ],
])('records %s as the platform does', async (_, route, status, body, outcome, result) => {
  const { response, text } = await record(route, { status, body });
  expect(response.status).toBe(outcome);
  expect(text.slice(text.indexOf('"result":'))).toBe(`"result":${result}}}\n`);
});
