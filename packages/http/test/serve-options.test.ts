import { serve } from '@actionrunner/http';
import { SERVE_OPTIONS, serveSettings } from '../src/serve-options.js';
import { nativeRunner } from './support/servers.js';

test('without options and variables the defaults hold', () => {
  expect(serveSettings({}, {})).toEqual({
    port: 8080,
    host: '0.0.0.0',
    socket: undefined,
    maxBodyBytes: 134_217_728,
    allowReinit: false,
  });
});

test('each option has a variable ACTIONRUNNER_<OPTION>', () => {
  expect(
    serveSettings(
      {},
      {
        ACTIONRUNNER_PORT: '81',
        ACTIONRUNNER_HOST: 'localhost',
        ACTIONRUNNER_SOCKET: '/run/action.sock',
        ACTIONRUNNER_MAX_BODY_BYTES: '5',
        ACTIONRUNNER_ALLOW_REINIT: 'true',
      },
    ),
  ).toEqual({ port: 81, host: 'localhost', socket: '/run/action.sock', maxBodyBytes: 5, allowReinit: true });
});

test.each([
  { what: 'PORT', environment: { PORT: '82' }, port: 82 },
  { what: 'ACTIONRUNNER_PORT before PORT', environment: { PORT: '82', ACTIONRUNNER_PORT: '81' }, port: 81 },
  { what: 'PORT when ACTIONRUNNER_PORT is empty', environment: { PORT: '82', ACTIONRUNNER_PORT: '' }, port: 82 },
  { what: 'the default when PORT is empty', environment: { PORT: '' }, port: 8080 },
])('the port is that of $what', ({ environment, port }) => {
  expect(serveSettings({}, environment).port).toBe(port);
});

test('an option given in code wins over a variable, which is not even read', () => {
  expect(serveSettings({ port: 0 }, { ACTIONRUNNER_PORT: 'nonsense' }).port).toBe(0);
});

test.each([
  { variable: 'PORT', value: '80 80', message: 'The option port must be an integer from 0 to 65535, not "80 80".' },
  { variable: 'PORT', value: '-1', message: 'The option port must be an integer from 0 to 65535, not "-1".' },
  { variable: 'ACTIONRUNNER_PORT', value: '65536', message: expect.stringContaining('port') },
  { variable: 'ACTIONRUNNER_PORT', value: '0x50', message: expect.stringContaining('"0x50"') },
  { variable: 'ACTIONRUNNER_HOST', value: ' ', message: 'The option host must be some text, not " ".' },
  { variable: 'ACTIONRUNNER_SOCKET', value: ' ', message: 'The option socket must be some text, not " ".' },
  {
    variable: 'ACTIONRUNNER_MAX_BODY_BYTES',
    value: '0',
    message: 'The option max-body-bytes must be an integer from 1 to 9007199254740991, not "0".',
  },
])('$variable=$value is refused with a message that names it', async ({ variable, value, message }) => {
  await expect(serve(nativeRunner(), { environment: { [variable]: value }, signals: false })).rejects.toMatchObject({
    code: 'ERR_RUNNER_OPTION',
    message,
  });
});

test.each([
  ['1', true],
  ['TRUE', true],
  ['0', false],
  ['no', false],
])('a switch that is %j means %j', (text, expected) => {
  expect(SERVE_OPTIONS.allowReinit.parse(text)).toBe(expected);
  expect(serveSettings({}, { PROXY_ALLOW_REINIT: text }).allowReinit).toBe(expected);
});
