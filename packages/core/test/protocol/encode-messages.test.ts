import { createContext, encodeInit, encodeRun } from '../../src/protocol/encode-messages.js';
import { parseInit } from '../../src/protocol/parse-init.js';
import { parseRun } from '../../src/protocol/parse-run.js';

const ACTION = { name: 'hello', main: 'main', code: 'echo', binary: false };

describe('messages as the platform sends them', () => {
  it('have a context with ids of their own', () => {
    const [one, two] = [createContext('hello'), createContext('hello')];
    expect(one).toEqual({
      activation_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      action_name: '/guest/hello',
      action_version: '0.0.1',
      namespace: 'guest',
      transaction_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(two['activation_id']).not.toBe(one['activation_id']);
  });

  it('are read by a runtime: an init with variables and context', async () => {
    const body = encodeInit({ ...ACTION, env: { COLOUR: 'red' } }, { namespace: 'guest', deadline: '12' });
    expect(await parseInit(Buffer.from(body))).toMatchObject({
      ...ACTION,
      env: { COLOUR: 'red', __OW_NAMESPACE: 'guest', __OW_DEADLINE: '12' },
    });
  });

  it('are read by a runtime: an init without code', async () => {
    const body = encodeInit({ ...ACTION, code: undefined }, {});
    expect(JSON.parse(body)).toEqual({ value: { name: 'hello', main: 'main', binary: false, env: {} } });
    expect(await parseInit(Buffer.from(body))).toMatchObject({ code: undefined });
  });

  it('are read by a runtime: a run, whose numbers keep their digits', async () => {
    const run = await parseRun(Buffer.from(encodeRun('{"n":12345678901234567890}', { namespace: 'guest' })));
    expect(run.args.json.toString().trim()).toBe('{"n":12345678901234567890}');
    expect(run.context).toEqual({ __OW_NAMESPACE: 'guest' });
  });
});
