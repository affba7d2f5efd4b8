import { serveSettings } from '../../src/serve-options.js';
import { readMethods } from '../../src/single-entry/http-methods.js';

test.each([
  ['GET', ['GET']],
  ['get,post', ['GET', 'POST']],
  ['[GET,POST]', ['GET', 'POST']],
  ['["get", "post"]', ['GET', 'POST']],
  ["['Put', 'PATCH']", ['PUT', 'PATCH']],
  [' HEAD , DELETE,OPTIONS ', ['HEAD', 'DELETE', 'OPTIONS']],
  ['GET,GET', ['GET']],
])('%s is the list %j', (text, methods) => {
  expect(readMethods('http-methods', text)).toEqual(methods);
});

test.each(['BREW', '[]', 'GET,', '[GET', '["get]', 'GET POST', 'TRACE'])('%s is refused and shown', (text) => {
  expect(() => serveSettings({}, { __OW_HTTP_METHODS: text })).toThrow(
    `The option http-methods must be a list of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, not ${JSON.stringify(text)}.`,
  );
});
