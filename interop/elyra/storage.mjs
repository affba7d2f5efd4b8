/**
 * An object storage on loopback, with what the client of the bootstrapper uses of S3, and a web server of the files that a node downloads.
 * Keys and signatures are not checked.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const BUCKET = 'pipelines';
const LOCATION = '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>';

/**
 * Starts the server. `files` are those of the web server, by name.
 * @returns its `url`, `objects` by their keys, the `requests` to the storage as `[method, key]`, and `close`
 */
export async function startStorage(files) {
  const state = { objects: new Map(), requests: [], files };
  const server = createServer((incoming, outgoing) => {
    handle(state, incoming).then(
      ([status, headers, body]) => outgoing.writeHead(status, headers).end(body),
      (error) => outgoing.destroy(error),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, bucket: BUCKET, ...state, close };
}

async function handle({ objects, requests, files }, incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { pathname, searchParams } = new URL(incoming.url, 'http://localhost');
  const [, bucket, key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(pathname));
  if (bucket !== BUCKET) return answerFile(files.get(bucket));
  if (searchParams.has('location')) return [200, { 'content-type': 'application/xml' }, LOCATION];
  requests.push([incoming.method, key]);
  if (incoming.method === 'PUT') {
    const body = Buffer.concat(chunks);
    objects.set(key, body);
    return [200, { etag: etagOf(body) }, ''];
  }
  const body = objects.get(key);
  if (body === undefined) return [404, { 'content-type': 'application/xml' }, '<Error><Code>NoSuchKey</Code></Error>'];
  const headers = { etag: etagOf(body), 'content-length': body.length, 'last-modified': new Date().toUTCString() };
  return [200, headers, incoming.method === 'HEAD' ? '' : body];
}

function answerFile(body) {
  return body === undefined ? [404, {}, ''] : [200, {}, body];
}

function etagOf(body) {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
