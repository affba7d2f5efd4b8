import { type ConformanceCase, defineCase } from '../../case/case.js';
import { LARGEST_PARAMETERS } from '../support/largest-parameters.js';
import { SOURCES } from '../support/sources.js';

const { document, kit, skeleton, defect } = SOURCES;

/** The longest argument of a program on Linux, in bytes. */
const LONGEST_ARGUMENT = 131_071;

/** Parameters and results of any shape and size. */
export const RUN_PARAMETERS_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/empty-parameters',
      title: 'a run with no parameters gets an empty object',
      severity: 'required',
      source: `${document}: Activation`,
      remedy: 'Give the action {} if value is an empty object.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run({}), { status: 200, json: {} }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/without-value',
      title: 'a run message without a value has empty parameters',
      severity: 'recommended',
      source: `${skeleton}: reads value with the default {}`,
      remedy: 'Give the action {} if the message has no value.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', { activation_id: 'a'.repeat(32) });
      t.expectAnswer(answer, { status: 200, json: {} }, 'POST /run without a value');
    },
  ),
  defineCase(
    {
      id: 'run/array',
      title: 'an array as parameters and as the result works',
      severity: 'required',
      source: `${kit}: testEcho with arrays; sequences pass arrays on`,
      remedy: 'Accept an array as value, and an array as the result.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = [{ a: 1 }, 'two', [3]];
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run with an array');
    },
  ),
  defineCase(
    {
      id: 'run/unicode',
      title: 'characters beyond ASCII pass unchanged',
      severity: 'required',
      source: `${kit}: testUnicode`,
      remedy: 'Read and write UTF-8 everywhere, whatever the locale of the container is.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { winter: '❄ ☃ ❄', 'schlüssel é': 'naïve 😀 中文' };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/escapes',
      title: 'quotes, backslashes, line breaks, NUL and separators in texts pass unchanged',
      severity: 'required',
      source: `${document}: parameters are JSON`,
      remedy: 'Hand the parameters on as JSON text; never put them together or take them apart by hand.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { text: 'a "b" \\ c\n d\r\n\te \u0000 \u2028 \u007f $HOME `id` %s \'', '': 'empty key' };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/special-keys',
      title: 'keys such as __proto__ and constructor are parameters like others',
      severity: 'recommended',
      source: `${defect}: libraries that merge objects lose such keys`,
      remedy: 'Pass the parsed JSON on as it is; merge no objects.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', '{"value": {"__proto__": {"a": 1}, "constructor": 2, "length": 3}}');
      t.expectAnswer(answer, { status: 200 }, 'POST /run');
      for (const key of ['"__proto__"', '"constructor"', '"length"']) t.expect(answer.text, 'the body').toMatch(key);
    },
  ),
  defineCase(
    {
      id: 'run/deep-parameters',
      title: 'parameters that are nested 200 levels deep pass unchanged',
      severity: 'informative',
      source: `${document}: parameters are JSON`,
      remedy: 'Use a parser that handles deep JSON.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) as unknown;
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/large-parameters',
      title: `parameters of ${LARGEST_PARAMETERS} bytes pass unchanged`,
      severity: 'required',
      source: `${kit}: testLargeInput sends ${LARGEST_PARAMETERS} bytes; OpenWhisk, docs/reference.md, System limits: 1 MB`,
      remedy:
        'Raise the limit for the body of POST /run, and hand large parameters on in another way than an argument.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const text = 'x'.repeat(LARGEST_PARAMETERS);
      const answer = await runtime.run({ text });
      t.expectAnswer({ ...answer, text: answer.text.slice(0, 200) }, { status: 200 }, 'POST /run');
      const echoed = (answer.json as { text?: string } | undefined)?.text;
      t.expect(echoed?.length, 'the length of the text that comes back').toBe(text.length);
    },
  ),
  defineCase(
    {
      id: 'run/parameters-near-argument-limit',
      title: 'parameters just below and just above the longest argument of a program pass unchanged',
      severity: 'required',
      source: 'Linux, MAX_ARG_STRLEN: an argument has at most 131,071 bytes',
      remedy: 'Count the bytes of UTF-8, and pass longer parameters on stdin only.',
      supports: ['executables'],
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      for (const bytes of [LONGEST_ARGUMENT - 1, LONGEST_ARGUMENT, LONGEST_ARGUMENT + 1]) {
        // The character has two bytes, so that who counts characters is wrong.
        const text = `é${'x'.repeat(bytes - '{"text":"é"}'.length - 1)}`;
        const answer = await runtime.run({ text });
        const short = { ...answer, text: answer.text.slice(0, 200) };
        t.expectAnswer(short, { status: 200 }, `POST /run with ${bytes} bytes of parameters`);
        t.expect((answer.json as { text?: string }).text === text, 'whether the text comes back').toBe(true);
      }
    },
  ),
  defineCase(
    {
      id: 'run/large-result',
      title: 'a result of 1 MB is answered whole',
      severity: 'required',
      source: 'OpenWhisk, docs/reference.md, System limits: results may have 1 MB',
      remedy: 'Read all of the result, however many pieces it arrives in.',
      needs: ['large'],
    },
    async (t) => {
      const runtime = await t.startWith('large');
      const answer = await runtime.run({ bytes: 1_000_000 });
      t.expectAnswer({ ...answer, text: answer.text.slice(0, 200) }, { status: 200 }, 'POST /run');
      const { text } = (answer.json ?? {}) as { text?: string };
      t.expect(text?.length, 'the length of the text in the result').toBe(1_000_000);
    },
  ),
];
