// @ts-check
/** Sends one case and says what is wrong with the answers, the logs and the files. */
import { isDeepStrictEqual } from 'node:util';
import { initStatuses, runOutcome } from './message-outcomes.js';
import { strangers } from './tree.js';

/** @typedef {import('./cases.js').Case} Case */
/** @typedef {import('./target.js').Target} Target */
/** @typedef {{ problems: string[], statuses: number[] }} Outcome */

/** Time for a changed action: it may do anything. */
const RUN_MS = 4_000;
/** Numbers that become infinite, which Python writes in its own way, and nesting beyond its stack. */
const TOO_MUCH_FOR_PYTHON = /[eE]\+?\d{3}|\d{300}|[[{"a:]{500}/;
/** Statuses of a run that was begun. */
const FRAMED_RUN = [200, 404, 500, 502];

/** @param {Target} target @param {Case} made @returns {Promise<Outcome>} */
export async function runCase(target, made) {
  const before = made.kind === 'init' || made.kind === 'zip' ? [] : await target.makeEcho();
  const { problems, statuses } = before.length > 0 ? { problems: before, statuses: [] } : await send(target, made);
  if (problems.length > 0) await target.mayEnd();
  return { problems: [...problems, ...(await target.watch())], statuses };
}

/** @param {Target} target @param {Case} made */
function send(target, made) {
  if (made.kind === 'http') return sendHttp(target, made.http);
  if (made.kind === 'run') return sendRun(target, made.body);
  return sendInit(target, made.body, made.kind === 'zip' ? made.statuses : initStatuses(made.body));
}

/** @param {Target} target @param {import('./http.js').HttpCase} http @returns {Promise<Outcome>} */
async function sendHttp(target, http) {
  const { answers: expected, copies = 1, allowed = [], maxFrames = 0 } = http;
  const sending = { ...http, ...(expected && { count: expected.length }) };
  const all = await Promise.all(Array.from({ length: copies }, () => target.send(sending)));
  const statuses = all.flatMap(({ answers }) => answers.map(({ status }) => status));
  const problems = all.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  for (const { answers } of all) {
    if (expected) {
      const wrong = expected.findIndex((one, index) => !one.statuses.includes(answers[index]?.status ?? 0));
      if (wrong >= 0 && problems.length === 0) {
        problems.push(
          `answer ${wrong + 1} of ${expected.length} has status ${answers[wrong]?.status}, not ${expected[wrong]?.statuses.join(' or ')}`,
        );
      }
    } else
      problems.push(
        ...unexpected(
          answers.map(({ status }) => status),
          allowed,
        ),
      );
  }
  // Without an answer to each request nobody knows what has been dealt with.
  problems.push(...(await target.settle()));
  const runs = (expected ?? []).filter(({ run }) => run).length * copies;
  problems.push(...(await (expected ? target.frames(runs, runs) : target.frames(0, maxFrames * copies))));
  return { problems, statuses };
}

/** @param {Target} target @param {Buffer} body @returns {Promise<Outcome>} */
async function sendRun(target, body) {
  const expected = runOutcome(body);
  const { answer, problem } = await target.post('/run', body);
  if (!answer) return { problems: [problem ?? 'no answer'], statuses: [] };
  const statuses =
    target.runner === 'python' && TOO_MUCH_FOR_PYTHON.test(body.toString('latin1'))
      ? [...expected.statuses, 502]
      : expected.statuses;
  const problems = [...(problem ? [problem] : []), ...unexpected([answer.status], statuses, answer.body)];
  if (
    answer.status === 200 &&
    'result' in expected &&
    target.runner !== 'python' &&
    !isSame(answer.body, expected.result)
  ) {
    problems.push(`the result is not the value that was sent: ${answer.body.toString('latin1', 0, 300)}`);
  }
  const frames = FRAMED_RUN.includes(answer.status) ? 1 : 0;
  return { problems: [...problems, ...(await target.frames(frames, frames))], statuses: [answer.status] };
}

/** @param {Target} target @param {Buffer} body @param {readonly number[]} expected @returns {Promise<Outcome>} */
async function sendInit(target, body, expected) {
  const namesBefore = new Set([...target.names(), 'exec']);
  target.changed();
  const { answer, problem } = await target.post('/init', body);
  if (!answer) return { problems: [problem ?? 'no answer'], statuses: [] };
  const problems = [...(problem ? [problem] : []), ...unexpected([answer.status], expected, answer.body)];
  const frames = answer.status === 502 ? 1 : 0;
  problems.push(...(await target.frames(frames, frames)));
  if (answer.status !== 200) {
    const added = target.names().filter((name) => !namesBefore.has(name));
    if (added.length > 0) problems.push(`a failed init left ${added.slice(0, 5).join(', ')}`);
    return { problems, statuses: [answer.status] };
  }
  problems.push(...strangers(target.directory));
  const run = await target.post(
    '/run',
    JSON.stringify({ value: { after: 'init' }, deadline: `${Date.now() + RUN_MS}` }),
  );
  if (!run.answer) return { problems: [...problems, `after the init: ${run.problem}`], statuses: [answer.status] };
  problems.push(...(run.problem ? [run.problem] : []), ...unexpected([run.answer.status], [200, 502], run.answer.body));
  return { problems: [...problems, ...(await target.frames(1, 1))], statuses: [answer.status, run.answer.status] };
}

/** @param {readonly number[]} statuses @param {readonly number[]} allowed @param {Buffer} [body] */
function unexpected(statuses, allowed, body) {
  const odd = statuses.find((status) => !allowed.includes(status));
  return odd === undefined
    ? []
    : [`status ${odd}, not ${allowed.join(' or ') || 'any'}${body ? `: ${body.toString('latin1', 0, 300)}` : ''}`];
}

/** @param {Buffer} body @param {unknown} value */
function isSame(body, value) {
  try {
    return isDeepStrictEqual(JSON.parse(body.toString()), value);
  } catch (error) {
    // Too deep to be compared here.
    return error instanceof RangeError;
  }
}
