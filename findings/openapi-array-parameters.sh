#!/usr/bin/env bash
# Guess: a client that is made from an OpenAPI document sends an array in the query as the document says: by default
# `ids=1&ids=2`, with `explode: false` `ids=1,2`, and in a path `a,b`.
# What happens: openapi-client-axios reads the document, but leaves the query to axios, which sends `ids[]=1&ids[]=2` for
# both. openapi-fetch sends `ids=1&ids=2` for both: at run time it has no document, only types.
# Why it matters: a server that follows the document finds no parameter `ids`, and as most are optional, it answers
# with all there is instead of an error.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent openapi-client-axios@7.9.1 axios@1.21.1 js-yaml@4.1.0 openapi-fetch@0.17.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >ask.mjs <<'JS'
import { createServer } from 'node:http';
import { OpenAPIClientAxios } from 'openapi-client-axios';
import createClient from 'openapi-fetch';

const urls = [];
const server = createServer((request, response) => {
  urls.push(decodeURIComponent(request.url));
  response.setHeader('content-type', 'application/json').end('{}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const array = { type: 'array', items: { type: 'string' } };
const parameters = [
  { name: 'kinds', in: 'path', required: true, schema: array },
  { name: 'ids', in: 'query', schema: array },
  { name: 'tags', in: 'query', explode: false, schema: array },
];
const get = { operationId: 'list', parameters, responses: { 200: { description: 'Found.' } } };
const definition = { openapi: '3.0.3', info: { title: 'x', version: '1' }, servers: [{ url }], paths: { '/{kinds}': { get } } };
const query = { ids: ['1', '2'], tags: ['3', '4'] };
await (await new OpenAPIClientAxios({ definition }).init()).list({ kinds: ['a', 'b'], ...query });
await createClient({ baseUrl: url }).GET('/{kinds}', { params: { path: { kinds: ['a', 'b'] }, query } });
server.close();
server.closeAllConnections();
console.log(`openapi-client-axios: ${urls[0]}\nopenapi-fetch: ${urls[1]}`);
JS
seen=$(node ask.mjs)
echo 'npm openapi-client-axios 7.9.1, axios 1.21.1, openapi-fetch 0.17.0'
echo "$seen"
[ "$seen" = 'openapi-client-axios: /a,b?ids[]=1&ids[]=2&tags[]=3&tags[]=4
openapi-fetch: /a,b?ids=1&ids=2&tags=3&tags=4' ] || { echo 'This has changed.' >&2; exit 1; }
