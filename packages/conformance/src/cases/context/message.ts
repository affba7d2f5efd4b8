import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { expectVariable, readVariable } from './support.js';

const { document, kit, skeleton, own, defect } = SOURCES;

/** The fields of a run message besides its value, as the platform sends them, and the variables that they become. */
const FIELDS = {
  namespace: ['__OW_NAMESPACE', 'guest'],
  action_name: ['__OW_ACTION_NAME', '/guest/hello'],
  action_version: ['__OW_ACTION_VERSION', '0.0.7'],
  activation_id: ['__OW_ACTIVATION_ID', '3f2b8c1d9e0a4b6c8d7e6f5a4b3c2d1e'],
  transaction_id: ['__OW_TRANSACTION_ID', '9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f'],
  api_host: ['__OW_API_HOST', 'http://172.17.0.1:3233'],
  api_key: ['__OW_API_KEY', '23bc46b1:123zO3xZCLrMN6v2'],
} as const;

type Field = keyof typeof FIELDS;

/** What the run message contributes to the environment. */
export const CONTEXT_MESSAGE_CASES: readonly ConformanceCase[] = [
  ...(Object.keys(FIELDS) as Field[]).map((field) =>
    defineCase(
      {
        id: `context/${field.replace('_', '-')}`,
        title: `the field ${field} of the run message is the variable ${FIELDS[field][0]}`,
        severity: 'required',
        source: `${document}: Activation; ${kit}: testEnv`,
        remedy: `Set ${FIELDS[field][0]} to the field ${field} of each run message: __OW_ and the name in upper case.`,
        needs: ['variable'],
        supports: ['context'],
      },
      async (t) => {
        const runtime = await t.startWith('variable');
        const [name, value] = FIELDS[field];
        await expectVariable(t, runtime, name, value, allFields());
      },
    ),
  ),
  defineCase(
    {
      id: 'context/deadline',
      title: 'the field deadline of the run message is the variable __OW_DEADLINE',
      severity: 'required',
      source: `${document}: Activation; ${kit}: testEnv`,
      remedy: 'Set __OW_DEADLINE to the field deadline of each run message, as text.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      const deadline = String(Date.now() + 60_000);
      await expectVariable(t, runtime, '__OW_DEADLINE', deadline, { ...allFields(), deadline });
    },
  ),
  defineCase(
    {
      id: 'context/number',
      title: 'a field of the run message that is a number becomes its text',
      severity: 'recommended',
      source: `${document}: says that the deadline is a number; ${defect}: the skeleton answers 500`,
      remedy: 'Write fields that are not texts as JSON.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      const deadline = Date.now() + 60_000;
      await expectVariable(t, runtime, '__OW_DEADLINE', String(deadline), { deadline });
    },
  ),
  defineCase(
    {
      id: 'context/other-field',
      title: 'a field that the platform may add is a variable, too',
      severity: 'recommended',
      source: `${skeleton}: all fields besides value`,
      remedy: 'Set a variable for every field besides value, not only for those that are known today.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      await expectVariable(t, runtime, '__OW_TRACE_CONTEXT', 'abc', { trace_context: 'abc' });
    },
  ),
  defineCase(
    {
      id: 'context/object',
      title: 'a field of the run message that is an object becomes JSON',
      severity: 'informative',
      source: `${own}: Messages`,
      remedy: 'Write fields that are not texts as JSON.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      const text = await readVariable(t, runtime, '__OW_EXTRA', { extra: { a: [1] } });
      t.expect(String(text).replaceAll(' ', ''), '__OW_EXTRA').toBe('{"a":[1]}');
    },
  ),
  defineCase(
    {
      id: 'context/of-each-activation',
      title: 'each activation has the variables of its own message',
      severity: 'required',
      source: `${document}: Activation`,
      remedy: 'Build the environment of each activation from its message.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      await readVariable(t, runtime, '__OW_ACTIVATION_ID', { activation_id: 'first' });
      await expectVariable(t, runtime, '__OW_ACTIVATION_ID', 'second', { activation_id: 'second' });
    },
  ),
  defineCase(
    {
      id: 'context/not-kept',
      title: 'an activation does not see a variable of the one before, such as its API key',
      severity: 'recommended',
      source: `${defect}: the skeleton changes its own environment`,
      remedy: 'Start each activation from the environment of the container, not from that of the last activation.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      await expectVariable(t, runtime, '__OW_API_KEY', 'secret', { api_key: 'secret' });
      await expectVariable(t, runtime, '__OW_API_KEY', null, {});
    },
  ),
  defineCase(
    {
      id: 'context/field-that-cannot-be-a-variable',
      title: 'a field whose name cannot be that of a variable does not fail the activation',
      severity: 'recommended',
      source: `${own}: Messages`,
      remedy: 'Leave out fields with an empty name, or with = or NUL in their name.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run({ a: 1 }, { 'b=c': 'd', '': 'e', 'f\u0000': 'g' });
      t.expectAnswer(answer, { status: 200, json: { a: 1 } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'context/value-that-cannot-be-a-variable',
      title: 'a field whose value has a NUL does not fail the activation',
      severity: 'recommended',
      source: `${own}: Messages`,
      remedy: 'Leave out fields whose value has a NUL.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run({ a: 1 }, { extra: 'b\u0000c' });
      t.expectAnswer(answer, { status: 200, json: { a: 1 } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'context/value-that-is-too-long',
      title: 'a field of 200 kB does not fail the activation',
      severity: 'recommended',
      source: `${own}: Messages; Linux, MAX_ARG_STRLEN: a variable has at most 131,071 bytes`,
      remedy: 'Leave out fields whose name and value are longer than a variable may be.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run({ a: 1 }, { extra: 'x'.repeat(200_000) });
      t.expectAnswer(answer, { status: 200, json: { a: 1 } }, 'POST /run');
    },
  ),
];

function allFields(): Record<string, string> {
  return Object.fromEntries(Object.entries(FIELDS).map(([field, [, value]]) => [field, value]));
}
