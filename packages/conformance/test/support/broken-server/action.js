// Long because the state of the server is in one place, where each fault changes a step of it.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkExecutable } from './check-executable.js';
import { deliver } from './deliver.js';
import { killGroup } from './kill-group.js';
import { createLoop } from './loop.js';
import { isObject, parseMessage, RequestError, rawMember } from './messages.js';
import { runProcess } from './run-process.js';
import { createEnvironments } from './spoil-environment.js';
import { spoilContext, spoilFields, spoilInit, spoilInitEnvironment, spoilParameters } from './spoil-messages.js';
import { createResults } from './spoil-results.js';

const STUB = `#!/bin/sh
echo 'This is a stub action. Replace it with custom logic.'
echo '{"error": "This is a stub action. Replace it with custom logic."}'
`;
const AGAIN = 'Cannot initialize the action more than once.';
const NO_BINARY = 'The action failed to generate or locate a binary. See logs for details.';
const NOT_READY = 'The action failed to locate a binary. See logs for details.';
const BAD_ARGUMENT = 'The action did not receive a dictionary or array as an argument.';
const BAD_RESULT = 'The action did not return a dictionary or array.';
const LATEST_DEADLINE_MS = 2 ** 31 - 1;

/** The action and what has become of it. */
export function createAction({ environment, directory, logs, is }) {
  const isLoop = environment.SERVER_MODE === 'loop';
  const hasStub = environment.SERVER_STUB !== 'no' && !isLoop;
  const isConcurrent = (environment.__OW_ALLOW_CONCURRENT === 'true' || is('always-at-once')) && !is('never-at-once');
  const allowsAgain = environment.SERVER_REINIT === 'yes';
  const exec = join(directory, 'exec');
  const {
    FAULT: _,
    SERVER_MODE: __,
    SERVER_STUB: ___,
    SERVER_REINIT: ____,
    __OW_ACTION_CODE: _____,
    ...container
  } = environment;
  const environments = createEnvironments(container, is);
  const results = createResults(is);
  let inits = 0;
  let runs = 0;
  let overlaps = false;
  let isFinal = false;
  const running = new Set();
  let state = 'new';
  let initEnvironment = {};
  const shared = {};
  let turn = Promise.resolve();
  let muted = false;
  let arrivals = 0;
  let droppedUntil = 0;
  const loop = isLoop ? createLoop({ directory, is, running }) : undefined;

  const fail = (status, error) => ({ status, text: JSON.stringify({ error }) });

  /** One after the other, in order of arrival. */
  function queue(work) {
    arrivals += 1;
    const number = arrivals;
    const result = turn.then(() => (number <= droppedUntil ? { drop: true } : work()));
    turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async function init(body) {
    const message = parseMessage(body);
    const value = isObject(message) ? (message.value === undefined ? {} : message.value) : undefined;
    if (!isObject(value)) throw new RequestError(404, 'The value of the init message must be an object.');
    if (inits > 0) overlaps = true;
    inits += 1;
    try {
      return await queue(() => initOnce(message, value));
    } finally {
      inits -= 1;
    }
  }

  async function initOnce(message, value) {
    if (state === 'ready' && !allowsAgain) return await refuse(value);
    if (isFinal || (state === 'failed' && is('one-init-only'))) return fail(403, AGAIN);
    if (state === 'ready' && is('reinit-keeps-old')) return { status: 200, text: '{"ok":true}' };
    {
      const log = open();
      try {
        spoilInit(message, is);
        await initialize(value, log);
        if (is('inits-at-once-fail')) {
          await sleep(50);
          if (overlaps) throw new Error('There are two inits.');
        }
        state = 'ready';
        if (is('logs-init')) log.note('stdout', 'POST /init 200');
        return { status: 200, text: '{"ok":true}' };
      } catch (error) {
        const runsStub = (is('runs-stub-after-failed-init') || is('dedicated-runs-stub')) && hasStub;
        state = runsStub ? 'new' : 'failed';
        if (runsStub) await writeStub();
        if (!is('silent-init-failure')) log.note('stderr', error.message);
        if (!is('no-frame-after-failed-init')) log.frame();
        isFinal = is('failed-init-is-final');
        return is('empty-init-error') ? { status: 502, text: '{}' } : fail(statusOf(error), error.message);
      }
    }
  }

  /** What a failed init is answered with. */
  function statusOf({ message }) {
    if (is('not-base64-is-400') && message.includes('not base64')) return 400;
    return is('empty-init-is-500') && message === NO_BINARY ? 500 : 502;
  }

  /** What a second init gets. */
  async function refuse({ code }) {
    const log = open();
    log.note('stderr', AGAIN);
    if (is('frame-after-second-init')) log.frame();
    if (is('second-init-delivers')) await deliver({ code, binary: false, directory, is });
    if (is('second-init-is-200')) return fail(200, AGAIN);
    if (is('second-init-is-500')) return fail(500, AGAIN);
    return fail(403, is('second-init-sentence') ? 'Again?' : AGAIN);
  }

  async function initialize({ code = null, binary = false, env = {} }, log) {
    if (is('code-of-any-type') && typeof code === 'number') return;
    if (code !== null && typeof code !== 'string') throw new Error('The field code must be a text.');
    if (binary !== null && typeof binary !== 'boolean') throw new Error('The field binary must be true or false.');
    initEnvironment = spoilInitEnvironment(env, is);
    if (code !== null) await deliver({ code, binary: binary === true, directory, is });
    else if (!hasStub && state === 'new') {
      if (is('empty-init-accepted')) return;
      throw new Error(NO_BINARY);
    }
    await checkExecutable(exec, is);
    if (loop) {
      const kept = Object.entries(initEnvironment).filter(([name]) => !name.startsWith('__OW_'));
      const deadline = is('ignores-init-deadline') ? undefined : limitOf(initEnvironment.__OW_DEADLINE);
      await loop.start({ ...container, ...Object.fromEntries(kept) }, log, deadline);
    }
  }

  async function run(body, { value: given, activation } = {}) {
    const text = body.toString();
    const message = parseMessage(body);
    const isMessage = isObject(message);
    const value = isMessage ? (message.value === undefined ? {} : message.value) : undefined;
    if (typeof value !== 'object' || value === null) {
      open().frame();
      return fail(404, is('argument-sentence') ? 'No.' : BAD_ARGUMENT);
    }
    const { value: _value, ...fields } = message;
    const context = activation ?? fields;
    spoilContext(context, is);
    const raw = given ?? rawMember(text, 'value') ?? '{}';
    const parameters = spoilParameters(raw, { text, message, value }, is);
    if (is('short-queue') && runs > 20) return fail(429, 'Too many.');
    if (is('no-run-during-init') && inits > 0) return fail(503, 'Not yet.');
    const arrived = Date.now();
    const work = () => activate({ text, parameters, context, arrived });
    runs += 1;
    try {
      if (!isConcurrent || loop) return await queue(work);
      await turn;
      return await work();
    } finally {
      runs -= 1;
    }
  }

  async function activate({ text, parameters, context, arrived }) {
    const log = open(isConcurrent && !is('logs-mixed'));
    let answer;
    try {
      if (state === 'failed') {
        log.note('stderr', 'The action cannot run: its initialization failed.');
        return fail(502, 'The action cannot run: its initialization failed.');
      }
      if (state === 'new' && !hasStub && is('runs-nothing')) return { status: 200, text: '{}' };
      if (state === 'new' && !hasStub) return fail(is('run-without-init-is-403') ? 403 : 502, NOT_READY);
      if (state === 'new' && is('init-required')) return fail(502, NOT_READY);
      const deadline = is('ignores-deadline') ? undefined : limitOf(context.deadline, arrived);
      if (loop) return await activateLoop(text, deadline, log);
      const launch = await checkExecutable(exec, is).catch((error) => error);
      if (launch instanceof Error) {
        if (is('missing-file-is-500')) throw launch;
        log.note('stderr', launch.message);
        return fail(502, launch.message);
      }
      const bytes = Buffer.from(parameters);
      const result = await runProcess({
        argv: [...launch, ...argumentOf(parameters, bytes)],
        input: is('no-stdin') ? Buffer.alloc(0) : Buffer.concat([bytes, Buffer.from('\n')]),
        directory,
        environment: await environmentOf(context, log),
        deadline,
        log,
        is,
        running,
      });
      answer = results.spoil(judge(result, log), result, runs - 1);
      if (is('result-logged') && answer.status === 200) log.line('stdout', result.lastLine);
      return answer;
    } finally {
      if (is('logs-run')) log.note('stdout', 'POST /run');
      const isCrash = answer?.text.includes('was killed') === true;
      const isInvalid = answer?.text.includes(BAD_RESULT) === true;
      const isMissing =
        (is('no-frame-after-failure') && state === 'failed') ||
        (is('no-frame-after-crash') && isCrash) ||
        (is('no-frame-after-invalid-result') && isInvalid) ||
        (is('one-frame-for-all') && runs > 1);
      if (!isMissing) log.frame();
      else log.close();
    }
  }

  function argumentOf(parameters, bytes) {
    const length = is('counts-characters') ? parameters.length : bytes.length;
    return length <= 131_071 && !is('no-argument') ? [parameters] : [];
  }

  async function environmentOf(context, log) {
    const own = contextOf(spoilFields(context, is), log);
    if (is('shared-environment')) {
      Object.assign(shared, own);
      await sleep(50);
    }
    return environments.merge(
      withoutContext(initEnvironment),
      initEnvironment,
      is('shared-environment') ? shared : own,
    );
  }

  function judge({ code, signal, timedOut, startError, lastLine, hasOutput, limitMs }, log) {
    const explain = (sentence) => {
      if (lastLine !== undefined) log.line('stdout', lastLine);
      log.note('stderr', sentence);
      return fail(502, sentence);
    };
    if (startError) return is('start-error-is-500') ? fail(500, startError) : explain(startError);
    if (timedOut && is('deadline-ends-runtime')) state = 'failed';
    if (timedOut && is('deadline-not-named')) return explain(BAD_RESULT);
    if (timedOut) return explain(`The action exceeded its time limits of ${limitMs} milliseconds.`);
    if (signal === 'SIGTERM' && is('sigterm-ends-runtime')) state = 'failed';
    if (signal !== null && !(is('crash-after-result-counts') && lastLine !== undefined)) {
      if (is('crash-ends-runtime')) state = 'failed';
      return is('crash-not-named') ? explain(BAD_RESULT) : explain(`The action was killed by ${signal}.`);
    }
    const text = lastLine?.toString().trim();
    const parsed = text === undefined ? undefined : parseResult(text);
    if (parsed !== undefined) return { status: 200, text: is('latin1-result') ? lastLine.toString('latin1') : text };
    if (!hasOutput && !is('silent-missing-result'))
      log.note('stdout', `error: the action wrote no result (exit status ${code}).`);
    if (lastLine !== undefined) log.line('stdout', lastLine);
    return fail(502, BAD_RESULT);
  }

  async function activateLoop(text, deadline, log) {
    const line = text.trim() === '' ? '{}' : text.trim().replace(/[\r\n]+/g, is('loop-splits-lines') ? '\n' : ' ');
    const { answer, error } = await loop.run(line, deadline, log);
    if (error !== undefined) {
      log.note('stderr', error);
      return fail(502, error);
    }
    const trimmed = answer.trim();
    if (is('loop-null-is-result') && trimmed === 'null') return { status: 200, text: '{}' };
    if (is('loop-number-is-result') && trimmed === '42') return { status: 200, text: '42' };
    if (is('loop-garbage-is-result') && trimmed.includes('NaN')) return { status: 200, text: trimmed };
    if (parseResult(trimmed) !== undefined) return { status: 200, text: trimmed };
    if (is('loop-ends-after-bad-answer')) state = 'failed';
    log.note('stderr', `The action process wrote ${JSON.stringify(answer)} instead of a JSON object or array.`);
    return fail(502, BAD_RESULT);
  }

  /** Which of two limits is earlier, as milliseconds from now. */
  function limitOf(given, arrived = Date.now()) {
    const limitMs = Number(given) - arrived;
    if (is('far-deadline-overflows') && limitMs > LATEST_DEADLINE_MS) return { at: arrived, reserve: 1, limitMs };
    if (given === undefined || !(limitMs > 0) || limitMs > LATEST_DEADLINE_MS) return undefined;
    const reserve = Math.min(1_000, limitMs / 4);
    return { at: arrived + limitMs - reserve, reserve, limitMs: Math.round(limitMs / 100) * 100 };
  }

  function contextOf(fields, log) {
    const entries = Object.entries(fields).map(([name, field]) => [
      `__OW_${name.toUpperCase()}`,
      typeof field === 'string' ? field : JSON.stringify(field),
    ]);
    const possible = ([name, text]) =>
      name !== '__OW_' &&
      !/[=\0]/.test(name) &&
      !text.includes('\0') &&
      name.length + Buffer.byteLength(text) < 131_000;
    for (const entry of entries) {
      if (!possible(entry)) log.note('stderr', `The field ${JSON.stringify(entry[0])} cannot be a variable.`);
    }
    return Object.fromEntries(entries.filter(possible));
  }

  function open(hold = false) {
    const log = logs.open({ hold });
    return new Proxy(log, { get: (all, name) => (muted ? () => undefined : all[name]) });
  }

  async function writeStub() {
    await writeFile(exec, STUB);
    await chmod(exec, 0o755);
  }

  return {
    async prepare() {
      await mkdir(directory, { recursive: true });
      if (hasStub) await writeStub();
    },
    init,
    run,
    muteLogs: () => {
      muted = true;
    },
    dropWaiting: () => {
      droppedUntil = arrivals;
    },
    async stop() {
      if (!is('loop-process-delays-exit')) loop?.kill();
      await loop?.closed();
    },
    kill() {
      loop?.kill();
      for (const child of running) killGroup(child.pid);
    },
  };
}

function withoutContext(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('__OW_')));
}

/** @returns an object or array; undefined if it is neither */
function parseResult(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // not JSON
  }
}
