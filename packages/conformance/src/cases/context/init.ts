import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { expectVariable, readVariable } from './support.js';

const { document, invoker, own, defect } = SOURCES;

/** What the init and the container contribute. */
export const CONTEXT_INIT_CASES: readonly ConformanceCase[] = [
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
];
