import { isRoot, listRoutes } from '../../src/routing/routes.js';
import { request } from '../support/connection.js';
import { SERVERS, type ServerOptions, stubRunner } from '../support/servers.js';

test.each(['/', '/?', '/?a=/b', 'http://action', 'http://action/', 'HTTPS://action:8080/?a', 'http://action?a'])(
  '%s is the root',
  (target) => {
    expect(isRoot(target)).toBe(true);
  },
);

test.each(['/run', '//', '/a?b=/', '*', 'http://action/run', 'action:80', '/;a'])('%s is not', (target) => {
  expect(isRoot(target)).toBe(false);
});

test.each([
  [[['POST', '/']], 'POST /'],
  [
    [
      ['POST', '/init'],
      ['POST', '/run'],
    ],
    'POST /init and POST /run',
  ],
  [
    [
      ['POST', '/init'],
      ['POST', '/run'],
      ['GET', '/health'],
    ],
    'POST /init, POST /run and GET /health',
  ],
] as const)('%j are listed as %s', (routes, expected) => {
  const handle = () => undefined;

  expect(listRoutes(routes.map(([method, path]) => ({ path, methods: [method], handle })))).toBe(expected);
});

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'];
const TARGETS = [
  '/',
  '/?a=1',
  'http://action/',
  '/init',
  '/run',
  '/run?a=1',
  '/run/',
  '/health',
  '/health?a=1',
  '/other',
];

/** The answers, without what depends on the moment and on the settings of the server. */
async function askAll(start: (typeof SERVERS)[number]['start'], options: ServerOptions) {
  const { url } = await start(await stubRunner(), options);
  const answers: Record<string, unknown> = {};
  for (const target of TARGETS) {
    for (const method of METHODS) {
      const { status, headers, body } = await request(url, target, { method, bodiless: method === 'HEAD' });
      const { date: _date, 'keep-alive': _keepAlive, 'server-timing': timing, ...others } = headers;
      answers[`${method} ${target}`] = [status, others, timing !== undefined, body.toString()];
    }
  }
  return answers;
}

const OPTIONS: readonly ServerOptions[] = [
  {},
  { health: false },
  { platform: 'knative' },
  { platform: 'knative', health: false, httpMethods: ['GET', 'POST'] },
];

test.each(OPTIONS)('createApp and serve answer all methods of all paths alike: %j', async (options) => {
  const [app, server] = await Promise.all(SERVERS.map(({ start }) => askAll(start, options)));

  expect(server).toEqual(app);
});

test.each([
  [{}, 'POST /init, POST /run and GET /health'],
  [{ health: false }, 'POST /init and POST /run'],
  [{ platform: 'knative' }, 'POST / and GET /health'],
] as const)('the answer to an unknown path lists the routes: %j', async (options, routes) => {
  for (const { start } of SERVERS) {
    const { url } = await start(await stubRunner(), options);

    expect(await request(url, '/other?a=1', { method: 'GET' })).toMatchObject({
      status: 404,
      json: { error: `Not found: /other. This runtime serves ${routes}.` },
    });
  }
});
