/**
 * The least that a server on Node needs to start: node:http, one answer. usage: bare-http.cjs PORT
 * CommonJS, as an import of node:http loads more of Node than a require of it.
 */
const { createServer } = require('node:http');

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true}');
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
