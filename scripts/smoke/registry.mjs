/** An npm registry to publish to, in memory; for all packages that it does not have it points to the usual one. */
import { createServer } from 'node:http';

/**
 * @param {{ token: string, upstream: string }} options who may publish, and the usual registry
 * @returns {Promise<{ url: string, published: readonly string[], close: () => Promise<void> }>} published: `name@version`, in order
 */
export async function startRegistry({ token, upstream }) {
  /** @type {Map<string, { 'dist-tags': object, versions: Record<string, { dependencies?: object }> }>} */
  const packuments = new Map();
  /** @type {Map<string, Buffer>} by path */
  const tarballs = new Map();
  /** @type {string[]} */
  const published = [];

  /** @returns {[status: number, body: string | Buffer]} */
  const put = (name, body, authorization) => {
    if (authorization !== `Bearer ${token}`) return [401, '{"error":"who are you?"}'];
    const { _attachments, ...packument } = body;
    const [[version, manifest]] = /** @type {[string, { dependencies?: object }][]} */ (
      Object.entries(packument.versions)
    );
    if (packuments.has(name)) return [409, '{"error":"it has been published"}'];
    const missing = Object.keys(manifest.dependencies ?? {}).filter((each) => isOurs(each) && !packuments.has(each));
    if (missing.length > 0) return [422, `{"error":"published before what it depends on: ${missing}"}`];
    packuments.set(name, packument);
    for (const [file, { data }] of Object.entries(_attachments)) {
      tarballs.set(`${name}/-/${file}`, Buffer.from(data, 'base64'));
    }
    published.push(`${name}@${version}`);
    return [201, '{"ok":true}'];
  };

  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname).slice(1);
    const known = tarballs.get(name) ?? JSON.stringify(packuments.get(name));
    if (request.method === 'PUT') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const [status, body] = put(name, JSON.parse(Buffer.concat(chunks).toString()), request.headers.authorization);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    } else if (known) {
      response.end(known);
    } else if (isOurs(name)) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else {
      response.writeHead(302, { location: new URL(request.url ?? '/', upstream).href }).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    published,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

/** @param {string} name */
function isOurs(name) {
  return /^(@actionrunner\/|(create-)?actionrunner$)/.test(name);
}
