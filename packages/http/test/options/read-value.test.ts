import { readServeSettings } from '../../src/options/serve-options.js';

test.each([
  ['GET', ['GET']],
  ['get,post', ['GET', 'POST']],
  ['[GET,POST]', ['GET', 'POST']],
  ['["get", "post"]', ['GET', 'POST']],
  ["['Put', 'PATCH']", ['PUT', 'PATCH']],
  [' HEAD , DELETE,OPTIONS ', ['HEAD', 'DELETE', 'OPTIONS']],
  ['GET,GET', ['GET']],
])('%s is the list %j', (text, methods) => {
  expect(readServeSettings({}, { __OW_HTTP_METHODS: text }).httpMethods).toEqual(methods);
});

test.each(['BREW', '[]', 'GET,', '[GET', '["get]', 'GET POST', 'TRACE'])('%s is refused and shown', (text) => {
  expect(() => readServeSettings({}, { __OW_HTTP_METHODS: text })).toThrow(
    `The option http-methods must be a list of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, not ${JSON.stringify(text)}.`,
  );
});
