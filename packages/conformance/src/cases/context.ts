import { type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { Runtime } from '../case/runtime.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, invoker, kit, skeleton, own, defect } = SOURCES;

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

/** The environment of an action: what the messages and the container contribute. */
export const CONTEXT_CASES: readonly ConformanceCase[] = [
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
  defineCase(
    {
      id: 'context/init-environment',
      title: 'the env of the init message is in the environment of the action',
      severity: 'required',
      source: `${document}: Initialization; parameters with init are variables`,
      remedy: 'Set the names and values of env before the action is built or started, and for every activation.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { COLOUR: 'blue' } });
      await expectVariable(t, runtime, 'COLOUR', 'blue', {});
    },
  ),
  defineCase(
    {
      id: 'context/init-environment-is-kept',
      title: 'the env of the init message is there for every activation',
      severity: 'required',
      source: `${document}: Initialization`,
      remedy: 'Keep the env of the init for all activations.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { COLOUR: 'blue' } });
      await readVariable(t, runtime, 'COLOUR', {});
      await expectVariable(t, runtime, 'COLOUR', 'blue', {});
    },
  ),
  defineCase(
    {
      id: 'context/init-environment-number',
      title: 'values of env that are not texts become JSON',
      severity: 'recommended',
      source: `${document}: values that are not texts are written as JSON`,
      remedy: 'Write values of env that are not texts as JSON.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { COUNT: 3, LIST: [1, 2] } });
      await expectVariable(t, runtime, 'COUNT', '3', {});
      const list = await readVariable(t, runtime, 'LIST', {});
      t.expect(String(list).replaceAll(' ', ''), 'LIST').toBe('[1,2]');
    },
  ),
  defineCase(
    {
      id: 'context/init-environment-special',
      title: 'values of env with =, quotes, spaces and characters beyond ASCII pass unchanged',
      severity: 'recommended',
      source: `${defect}: the Go proxy cuts a=b=c to a`,
      remedy: 'Set each value as it is: divide at the first = only, and pass nothing through a shell.',
      needs: ['variable'],
    },
    async (t) => {
      const value = `a=b=c "d" 'e' $HOME é `;
      const runtime = await t.startWith('variable', { env: { SPECIAL: value } });
      await expectVariable(t, runtime, 'SPECIAL', value, {});
    },
  ),
  defineCase(
    {
      id: 'context/init-environment-empty',
      title: 'an empty value of env is a variable that is empty',
      severity: 'informative',
      source: `${document}: Initialization`,
      remedy: 'Set variables with empty values.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { NOTHING: '' } });
      await expectVariable(t, runtime, 'NOTHING', '', {});
    },
  ),
  defineCase(
    {
      id: 'context/message-before-init',
      title: 'the context of the run message comes before the env of the init',
      severity: 'recommended',
      source: `${own}: The process of an activation`,
      remedy: 'Set first the environment of the container, then the env of the init, then the context of the message.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { __OW_ACTIVATION_ID: 'init' } });
      await expectVariable(t, runtime, '__OW_ACTIVATION_ID', 'run', { activation_id: 'run' });
    },
  ),
  defineCase(
    {
      id: 'context/init-context-is-over',
      title: 'the context of the init is not that of an activation',
      severity: 'informative',
      source: `${own}: Messages; ${invoker}: each run message has its own context`,
      remedy: 'Forget the __OW_ names of the env of the init when it is over.',
      needs: ['variable'],
      supports: ['context'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', { env: { __OW_TRANSACTION_ID: 'of the init' } });
      await expectVariable(t, runtime, '__OW_TRANSACTION_ID', null, {});
    },
  ),
  defineCase(
    {
      id: 'context/container-environment',
      title: 'variables of the container are in the environment of the action',
      severity: 'recommended',
      source: `${document}: __OW_API_HOST is set when the container is created`,
      remedy: 'Start the environment of the action from that of the runtime.',
      needs: ['variable'],
      requires: ['environment'],
    },
    async (t) => {
      const options = { environment: { FLAVOUR: 'vanilla' } };
      const runtime = await t.startWith('variable', {}, options);
      await expectVariable(t, runtime, 'FLAVOUR', 'vanilla', {});
    },
  ),
  defineCase(
    {
      id: 'context/container-api-host',
      title: 'without api_host in the message, __OW_API_HOST of the container stays',
      severity: 'required',
      source: `${invoker}: sets __OW_API_HOST when it creates a container, and sends no api_host`,
      remedy: 'Leave the __OW_ variables of the container in place where the message has nothing for them.',
      needs: ['variable'],
      requires: ['environment'],
    },
    async (t) => {
      const options = { environment: { __OW_API_HOST: 'http://host:3233' } };
      const runtime = await t.startWith('variable', {}, options);
      await expectVariable(t, runtime, '__OW_API_HOST', 'http://host:3233', { activation_id: 'x' });
    },
  ),
  defineCase(
    {
      id: 'context/init-before-container',
      title: 'the env of the init comes before a variable of the container',
      severity: 'recommended',
      source: `${own}: The process of an activation`,
      remedy: 'Set first the environment of the container, then the env of the init.',
      needs: ['variable'],
      requires: ['environment'],
    },
    async (t) => {
      const options = { environment: { FLAVOUR: 'vanilla' } };
      const runtime = await t.startWith('variable', { env: { FLAVOUR: 'lemon' } }, options);
      await expectVariable(t, runtime, 'FLAVOUR', 'lemon', {});
    },
  ),
  defineCase(
    {
      id: 'context/path',
      title: 'the action has a PATH',
      severity: 'recommended',
      source: `${defect}: the Go proxy starts its child without one`,
      remedy: 'Pass PATH on to the action.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      const value = await readVariable(t, runtime, 'PATH', {});
      t.expect(value, 'PATH').toSatisfy((path) => typeof path === 'string' && path !== '', 'a text');
    },
  ),
  defineCase(
    {
      id: 'context/working-directory',
      title: 'PWD is the working directory of the action',
      severity: 'informative',
      source: `${own}: The process of an activation`,
      remedy: 'Set PWD to the working directory in which the action is started.',
      supports: ['executables'],
    },
    async (t) => {
      // A shell would correct PWD, so another program reads what it was given.
      const runtime = await t.startWith({
        code: `#!/usr/bin/awk -f
BEGIN { "pwd -P" | getline here; printf "{\\"given\\": \\"%s\\", \\"here\\": \\"%s\\"}\\n", ENVIRON["PWD"], here }
`,
      });
      const answer = await runtime.run({});
      if (answer.status !== 200) t.skip('awk, which looks at the environment, does not run here');
      const { given, here } = answer.json as { given?: string; here?: string };
      t.expect(given, 'PWD').toBe(here);
    },
  ),
  defineCase(
    {
      id: 'context/same-directory',
      title: 'all activations have the same working directory',
      severity: 'recommended',
      source: `${skeleton}: the directory of the action`,
      remedy: 'Start every activation in the directory of the action.',
      needs: ['directory'],
    },
    async (t) => {
      const runtime = await t.startWith('directory');
      const first = await runtime.run({});
      t.expectAnswer(first, { status: 200 }, 'the first POST /run');
      t.expectAnswer(await runtime.run({}), { status: 200, json: first.json }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'context/files-of-archive-side-by-side',
      title: 'an executable finds itself in its working directory',
      severity: 'recommended',
      source: `${skeleton}: runs the executable in its own directory`,
      remedy: 'Start the action in the directory that its code is delivered to.',
      supports: ['executables'],
    },
    async (t) => {
      const lines = [
        'folder=$(cd "$(dirname "$0")" && pwd -P)',
        '[ "$folder" = "$(pwd -P)" ] && same=true || same=false',
      ];
      const runtime = await t.startWith(script(...lines, `echo "{\\"same\\": $same}"`));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { same: true } }, 'POST /run');
    },
  ),
];

function allFields(): Record<string, string> {
  return Object.fromEntries(Object.entries(FIELDS).map(([field, [, value]]) => [field, value]));
}

/** What the action sees as a variable. */
async function readVariable(
  t: CaseContext,
  runtime: Runtime,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const answer = await runtime.run({ name }, fields);
  t.expectAnswer(answer, { status: 200 }, 'POST /run');
  return (answer.json as { value?: unknown } | undefined)?.value;
}

async function expectVariable(
  t: CaseContext,
  runtime: Runtime,
  name: string,
  expected: string | null,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  t.expect(await readVariable(t, runtime, name, fields), `the variable ${name}`).toBe(expected);
}
