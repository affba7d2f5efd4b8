/**
 * What one would write first: the usual server around child_process.spawn, with strings.
 * usage: naive.cjs PORT DIRECTORY
 */
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');

const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
const [port, directory] = process.argv.slice(2);

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    if (request.url === '/run') run(JSON.parse(body), response);
    else answer(response, { ok: true });
  });
}).listen(Number(port), '127.0.0.1');

function run({ value, ...context }, response) {
  const json = JSON.stringify(value);
  const env = { ...process.env };
  for (const [key, field] of Object.entries(context)) env[`__OW_${key.toUpperCase()}`] = String(field);
  const child = spawn(`${directory}/exec`, json.length < 100_000 ? [json] : [], { cwd: directory, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(json);
  child.on('close', () => {
    const lines = stdout.trimEnd().split('\n');
    const result = JSON.parse(lines.pop());
    process.stdout.write([...lines, SENTINEL, ''].join('\n'));
    process.stderr.write(`${stderr}${SENTINEL}\n`);
    answer(response, result);
  });
}

function answer(response, result) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(result));
}
