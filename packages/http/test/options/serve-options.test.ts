import { ActionProxy } from '@actionrunner/core';
import { createApp, serve } from '@actionrunner/http';
import { readServeSettings, SERVE_OPTIONS } from '../../src/options/serve-options.js';
import { readContainer } from '../../src/single-entry/read-container.js';
import { nativeRunner } from '../support/servers.js';

test('without options and variables the defaults hold', () => {
  expect(readServeSettings({}, {})).toEqual({
    port: 8080,
    host: undefined,
    socket: undefined,
    health: true,
    platform: 'openwhisk',
    httpMethods: ['POST'],
    allowReinit: false,
    onFailure: 'discard',
    concurrency: undefined,
    maxQueue: 1_000,
    timeoutMs: undefined,
    reserveMs: undefined,
    maxBodyBytes: 134_217_728,
    maxResultBytes: 67_108_864,
    maxLogBytes: 10_485_760,
    maxArchiveBytes: 536_870_912,
    maxArchiveEntries: 50_000,
    headersTimeoutMs: 30_000,
    requestTimeoutMs: 300_000,
    logFormat: 'text',
    explain: false,
    leftovers: 'kill',
    user: undefined,
  });
});

test.each([
  ['port', 'PORT', '81', 81],
  ['host', 'HOST', 'localhost', 'localhost'],
  ['socket', 'SOCKET', '/run/action.sock', '/run/action.sock'],
  ['health', 'HEALTH', 'false', false],
  ['platform', 'PLATFORM', 'knative', 'knative'],
  ['httpMethods', 'HTTP_METHODS', '[GET,PUT]', ['GET', 'PUT']],
  ['allowReinit', 'ALLOW_REINIT', 'true', true],
  ['onFailure', 'ON_FAILURE', 'keep', 'keep'],
  ['concurrency', 'CONCURRENCY', '4', 4],
  ['maxQueue', 'MAX_QUEUE', '0', 0],
  ['timeoutMs', 'TIMEOUT', '60000', 60_000],
  ['reserveMs', 'DEADLINE_RESERVE', '0', 0],
  ['maxBodyBytes', 'MAX_BODY_BYTES', '5', 5],
  ['maxResultBytes', 'MAX_RESULT_BYTES', '6', 6],
  ['maxLogBytes', 'MAX_LOG_BYTES', '7', 7],
  ['maxArchiveBytes', 'MAX_ARCHIVE_BYTES', '8', 8],
  ['maxArchiveEntries', 'MAX_ARCHIVE_ENTRIES', '9', 9],
  ['headersTimeoutMs', 'HEADERS_TIMEOUT', '10', 10],
  ['requestTimeoutMs', 'REQUEST_TIMEOUT', '11', 11],
  ['logFormat', 'LOG_FORMAT', 'json', 'json'],
  ['explain', 'EXPLAIN', 'yes', true],
  ['leftovers', 'LEFTOVERS', 'leave', 'leave'],
  ['user', 'USER', '1000:100', { uid: 1000, gid: 100 }],
] as const)('%s has the variable ACTIONRUNNER_%s', (setting, variable, text, value) => {
  expect(readServeSettings({}, { [`ACTIONRUNNER_${variable}`]: text })[setting]).toEqual(value);
});

test('no setting is without a variable, nor without help', () => {
  for (const { environment, help } of Object.values(SERVE_OPTIONS)) {
    expect(environment[0]).toMatch(/^ACTIONRUNNER_[A-Z_]+$/);
    expect(help).not.toBe('');
  }
});

test.each([
  ['true', undefined, Number.MAX_SAFE_INTEGER],
  ['true', '2', 2],
  ['false', undefined, undefined],
])('__OW_ALLOW_CONCURRENT=%s with ACTIONRUNNER_CONCURRENCY=%s: %p at once', (allow, concurrency, expected) => {
  const environment = { __OW_ALLOW_CONCURRENT: allow, ACTIONRUNNER_CONCURRENCY: concurrency };
  expect(readServeSettings({}, environment).concurrency).toBe(expected);
});

test.each([
  { what: 'PORT', environment: { PORT: '82' }, port: 82 },
  { what: 'ACTIONRUNNER_PORT before PORT', environment: { PORT: '82', ACTIONRUNNER_PORT: '81' }, port: 81 },
  { what: 'FLASK_PROXY_PORT, the variable of dockerskeleton', environment: { FLASK_PROXY_PORT: '83' }, port: 83 },
  { what: 'PORT before FLASK_PROXY_PORT', environment: { PORT: '82', FLASK_PROXY_PORT: '83' }, port: 82 },
  { what: 'PORT when ACTIONRUNNER_PORT is empty', environment: { PORT: '82', ACTIONRUNNER_PORT: '' }, port: 82 },
  {
    what: 'PORT when ACTIONRUNNER_PORT is the link of a Kubernetes service',
    environment: { PORT: '82', ACTIONRUNNER_PORT: 'tcp://10.0.0.1:80' },
    port: 82,
  },
  { what: 'the default when PORT is empty', environment: { PORT: '' }, port: 8080 },
])('the port is that of $what', ({ environment, port }) => {
  expect(readServeSettings({}, environment).port).toBe(port);
});

test('an option given in code wins over a variable, which is not even read', () => {
  expect(readServeSettings({ port: 0 }, { ACTIONRUNNER_PORT: 'nonsense' }).port).toBe(0);
});

test.each([
  { variable: 'PORT', value: '80 80', message: 'The option port must be an integer from 0 to 65535, not "80 80".' },
  { variable: 'PORT', value: '-1', message: 'The option port must be an integer from 0 to 65535, not "-1".' },
  {
    variable: 'ACTIONRUNNER_PORT',
    value: '65536',
    message: 'The option port must be an integer from 0 to 65535, not "65536".',
  },
  {
    variable: 'ACTIONRUNNER_PORT',
    value: '0x50',
    message: 'The option port must be an integer from 0 to 65535, not "0x50".',
  },
  { variable: 'ACTIONRUNNER_HOST', value: ' ', message: 'The option host must be some text, not " ".' },
  { variable: 'ACTIONRUNNER_SOCKET', value: ' ', message: 'The option socket must be some text, not " ".' },
  {
    variable: 'ACTIONRUNNER_MAX_BODY_BYTES',
    value: '0',
    message: 'The option max-body-bytes must be an integer from 1 to 9007199254740991, not "0".',
  },
  {
    variable: 'ACTIONRUNNER_HEALTH',
    value: 'off',
    message: 'The option health must be true, yes or 1, or false, no or 0, not "off".',
  },
  {
    variable: 'ACTIONRUNNER_ON_FAILURE',
    value: 'drop',
    message: 'The option on-failure must be discard or keep, not "drop".',
  },
  {
    variable: '__OW_RUNTIME_PLATFORM',
    value: 'lambda',
    message: 'The option platform must be openwhisk or knative, not "lambda".',
  },
  {
    variable: 'ACTIONRUNNER_USER',
    value: 'nobody',
    message: 'The option user must be two numbers, such as 1000:1000, not "nobody".',
  },
  {
    variable: 'ACTIONRUNNER_USER',
    value: '1:4294967295',
    message: 'The option user must be two numbers, such as 1000:1000, not "1:4294967295".',
  },
])('$variable=$value is refused with a message that names both', async ({ variable, value, message }) => {
  await expect(serve(nativeRunner(), { environment: { [variable]: value }, signals: false })).rejects.toMatchObject({
    code: 'ERR_RUNNER_OPTION',
    message: `${variable} cannot be used: ${message}`,
  });
});

/** Every option and variable that is true or false. */
const SWITCHES: readonly { readonly variable: string; readonly environment?: Record<string, string> }[] = [
  { variable: 'ACTIONRUNNER_HEALTH' },
  { variable: 'ACTIONRUNNER_ALLOW_REINIT' },
  { variable: 'PROXY_ALLOW_REINIT' },
  { variable: '__OW_ALLOW_CONCURRENT' },
  { variable: '__OW_ACTION_BINARY', environment: { __OW_RUNTIME_PLATFORM: 'knative', __OW_ACTION_CODE: 'code' } },
  { variable: '__OW_ACTION_RAW', environment: { __OW_RUNTIME_PLATFORM: 'knative' } },
];

describe.each(SWITCHES)('$variable', ({ variable, environment }) => {
  test.each(['on', 'y', ' ', '2'])('%j is refused with what is accepted, before the server listens', async (value) => {
    const served = serve(nativeRunner(), { environment: { ...environment, [variable]: value }, signals: false });

    await expect(served).rejects.toMatchObject({
      code: 'ERR_RUNNER_OPTION',
      message: expect.stringMatching(
        new RegExp(`\\b${variable}\\b.* must be true, yes or 1, or false, no or 0, not ${JSON.stringify(value)}\\.$`),
      ),
    });
  });
});

test.each([
  ['1', true],
  ['TRUE', true],
  ['yes', true],
  ['Yes', true],
  ['0', false],
  ['False', false],
  ['no', false],
])('a switch that is %j is %j', (text, expected) => {
  const settings = readServeSettings({}, { ACTIONRUNNER_HEALTH: text, PROXY_ALLOW_REINIT: text });
  expect(settings).toMatchObject({ health: expected, allowReinit: expected });
  expect(readServeSettings({}, { ACTIONRUNNER_ALLOW_REINIT: text }).allowReinit).toBe(expected);
  const { concurrency } = readServeSettings({}, { __OW_ALLOW_CONCURRENT: text });
  expect(concurrency !== undefined).toBe(expected);
  const environment = { __OW_ACTION_RAW: text, __OW_ACTION_BINARY: text, __OW_ACTION_CODE: 'code' };
  const { raw, init } = readContainer(environment);
  expect(raw).toBe(expected);
  expect(JSON.parse(String(init))).toMatchObject({ value: { binary: expected } });
});

test.each(['false', 'yes', 1])('%j is not a switch in code', async (value) => {
  const wrong = value as unknown as boolean;
  const refused = (name: string) =>
    expect.objectContaining({
      code: 'ERR_RUNNER_OPTION',
      message: `The option ${name} must be true or false, not ${JSON.stringify(value)}.`,
    });
  for (const name of ['health', 'allowReinit']) {
    await expect(serve(nativeRunner(), { [name]: wrong, signals: false })).rejects.toEqual(refused(name));
  }
  const proxy = new ActionProxy(nativeRunner());
  expect(() => createApp(proxy, { health: wrong })).toThrow(refused('health'));
  expect(() => new ActionProxy(nativeRunner(), { allowReinit: wrong })).toThrow(refused('allowReinit'));
});

test('the name of a setting in code is that of its flag, with the unit of a time', () => {
  for (const [name, { flags }] of Object.entries(SERVE_OPTIONS)) {
    const [, flag = '', unit] = /^--(?:no-)?([a-z-]+)(?: <(milliseconds)?.*)?$/.exec(flags) ?? [];
    const camelCase = flag.replace('deadline-', '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(name).toBe(unit ? `${camelCase}Ms` : camelCase);
  }
});
