/** Storlets that run in containers of the image that was deployed. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The image that its manager made. */
export const IMAGE = 'service_tenant_image';
const CONTAINER = 'service_service';
const TEXT = 'to be or not to be';
const ON_PROXY = { 'x-storlet-run-on-proxy': '' };

export const STORLETS = [
  {
    id: 'name-own',
    name: 'image under the name that its manager gave it',
    async see(node) {
      await enable(node, 'service');
      await putStorlet(node, 'service', 'words.py');
      return describe('a storlet runs', await get(node, 'words.py'));
    },
  },
  {
    id: 'name-account',
    name: 'image tagged with the name of the account, `service`',
    async see(node) {
      await node.engine('tag', IMAGE, 'service');
      const answer = await get(node, 'words.py');
      return { ...describe('a storlet runs', answer), container: `PID 1: ${await readCommand(node)}` };
    },
  },
  {
    id: 'name-long',
    name: 'account `wordcountservice`',
    async see(node) {
      await enable(node, 'wordcountservice');
      await putStorlet(node, 'wordcountservice', 'words.py');
      const answers = [];
      for (const tag of ['wordcountservice', 'wordcountserv']) {
        await node.engine('tag', IMAGE, tag);
        const { status } = await get(node, 'words.py', { account: 'wordcountservice' });
        answers.push(`${tag}: ${status}`);
      }
      await node.engine('rm', '--force', '--time', '0', 'wordcountserv_wordcountserv');
      return { sent: 'image tagged with the name, then with its first 13 characters', answer: answers.join('; ') };
    },
  },
  {
    id: 'proxy',
    name: 'storlet on the proxy',
    async see(node) {
      const answer = await get(node, 'words.py', { headers: ON_PROXY });
      return describe('GET, `X-Storlet-Run-On-Proxy`', answer, answer.headers.get('x-object-meta-counted'));
    },
  },
  {
    id: 'put',
    name: 'storlet of an upload',
    async see({ request }) {
      const headers = { 'x-run-storlet': 'words.py' };
      const { status } = await request('service/data/put', { method: 'PUT', headers, body: TEXT });
      const stored = await request('service/data/put');
      return describe(
        'PUT, then GET without a storlet',
        { status, text: stored.text },
        stored.headers.get('x-object-meta-counted'),
      );
    },
  },
  {
    id: 'parameter',
    name: 'parameters',
    async see(node) {
      const inQuery = await get(node, 'words.py', { query: '?greeting=good%20day' });
      const inHeader = await get(node, 'words.py', { headers: { 'x-storlet-parameter-1': 'greeting:good%20day' } });
      const greetings = [inQuery, inHeader].map(({ text }) => JSON.parse(text).greeting);
      return { sent: 'in the query; in `X-Storlet-Parameter-1`', answer: greetings.join('; ') };
    },
  },
  {
    id: 'program',
    name: 'dependency that is a program',
    async see(node) {
      const headers = {
        'x-object-meta-storlet-dependency-version': '1',
        'x-object-meta-storlet-dependency-permissions': '0755',
      };
      const body = fs.readFileSync(path.join(node.folder, 'storlets/count.sh'));
      await node.request('service/dependency/count.sh', { method: 'PUT', headers, body });
      await putStorlet(node, 'service', 'program.py', { 'x-object-meta-storlet-dependency': 'count.sh' });
      return describe('a storlet that starts it', await get(node, 'program.py'));
    },
  },
  {
    id: 'raises',
    name: 'storlet that raises',
    async see(node) {
      await putStorlet(node, 'service', 'raises.py');
      return describe('at once', await get(node, 'raises.py'));
    },
  },
  {
    id: 'late',
    name: 'storlet that raises later',
    async see(node) {
      await putStorlet(node, 'service', 'late.py');
      return describe('after `half` was written', await get(node, 'late.py'));
    },
  },
  {
    id: 'log',
    name: 'log',
    async see(node) {
      const answer = await get(node, 'words.py', { headers: { 'x-storlet-generate-log': 'true' } });
      const { output } = await node.swift('list', 'storletlog');
      return describe('`X-Storlet-Generate-Log: true`', answer, `log container: ${output.trim() || 'empty'}`);
    },
  },
  {
    id: 'range',
    name: 'part of an object',
    async see(node) {
      await putStorlet(node, 'service', 'version.py');
      const range = await get(node, 'words.py', { headers: { range: 'bytes=0-4' } });
      const own = await get(node, 'words.py', { headers: { 'x-storlet-range': 'bytes=0-4' } });
      return { sent: '`Range`; `X-Storlet-Range`', answer: `${range.status}; ${own.status} ${wordsOf(own.text)}` };
    },
  },
  {
    id: 'update',
    name: 'storlet that is replaced',
    async see(node) {
      await putStorlet(node, 'service', 'version.py');
      const first = await get(node, 'version.py');
      await putStorlet(node, 'service', 'version.py', {}, (text) => text.replace('version 1', 'version 2'));
      const same = await get(node, 'version.py');
      await putStorlet(node, 'service', 'version.py', {}, (text) => text.replace('version 1', 'version 10'));
      const longer = await get(node, 'version.py');
      return {
        sent: 'version 1; version 2, of the same size; version 10',
        answer: [first, same, longer].map(({ text }) => text).join('; '),
      };
    },
  },
  {
    id: 'language-version',
    name: 'Python that the image has not',
    async see(node) {
      await restart(node, IMAGE);
      await putStorlet(node, 'service', 'words.py', { 'x-object-meta-storlet-language-version': '3.12' });
      const answer = await get(node, 'words.py');
      await putStorlet(node, 'service', 'words.py');
      return describe('`Language-Version: 3.12`', answer);
    },
  },
  derived('entrypoint', 'image with ENTRYPOINT and CMD', ['ENTRYPOINT ["/bin/false"]', 'CMD ["/bin/false"]']),
  derived('no-usr-bin', 'image whose Python is not in /usr/bin', [
    'USER root',
    'RUN mv /usr/bin/python3 /usr/local/bin/',
  ]),
  derived('no-logger', 'image without the command `logger`', ['USER root', 'RUN rm /usr/bin/logger']),
];

/** A row of an image that has more lines in its Dockerfile. */
function derived(id, name, lines) {
  return {
    id,
    name,
    async see(node) {
      await derive(node, id, lines);
      await restart(node, id);
      return describe('a storlet runs', await get(node, 'words.py'));
    },
  };
}

/** Builds an image of that name, in a folder of that name. */
export async function derive(node, name, lines, from = IMAGE) {
  const context = path.join(node.work, name);
  fs.mkdirSync(context, { recursive: true });
  fs.writeFileSync(path.join(context, 'Dockerfile'), `${[`FROM ${from}`, ...lines].join('\n')}\n`);
  const built = await node.engine('build', '--network', 'none', '-t', name, context);
  if (built.status !== 0) throw new Error(built.output);
}

/** The image is that of the account, in a new container. */
export async function restart({ engine }, image) {
  await engine('tag', image, 'service');
  await engine('rm', '--force', '--time', '0', CONTAINER);
}

/** An account that may run storlets, with an object. */
async function enable({ request }, account) {
  await request(account, { method: 'POST', headers: { 'x-account-meta-storlet-enabled': 'True' } });
  for (const name of ['storlet', 'dependency', 'storletlog', 'data'])
    await request(`${account}/${name}`, { method: 'PUT' });
  await request(`${account}/data/text`, { method: 'PUT', body: TEXT });
}

async function putStorlet(node, account, name, headers = {}, change = (text) => text) {
  const [module] = name.split('.');
  const main = `${module}.${module[0].toUpperCase()}${module.slice(1)}`;
  const text = fs.readFileSync(path.join(node.folder, 'storlets', name), 'utf8');
  await putFile(node, name, change(text), { account, main, headers });
}

/** Hands a storlet to Swift. */
export async function putFile(
  { request },
  name,
  body,
  { account = 'service', language = 'Python', main, headers = {} },
) {
  const { status, text } = await request(`${account}/storlet/${name}`, {
    method: 'PUT',
    headers: {
      'x-object-meta-storlet-language': language,
      'x-object-meta-storlet-interface-version': '1.0',
      'x-object-meta-storlet-object-metadata': 'no',
      'x-object-meta-storlet-main': main,
      ...headers,
    },
    body,
  });
  if (status !== 201) throw new Error(`${name}: ${status} ${text}`);
}

export async function get({ request }, storlet, { account = 'service', query = '', headers } = {}) {
  return await request(`${account}/data/text${query}`, { headers: { ...headers, 'x-run-storlet': storlet } });
}

function wordsOf(text) {
  return Object.keys(JSON.parse(text).words).join(' ');
}

export function describe(sent, { status, text }, more) {
  return { sent, answer: [`${status} ${text}`.trim(), ...(more ? [more] : [])].join('; ') };
}

/** The command line of PID 1 in the container. */
async function readCommand({ engine }) {
  const { status, output } = await engine('exec', CONTAINER, 'sh', '-c', 'tr "\\0" " " < /proc/1/cmdline');
  if (status !== 0) throw new Error(`exec in ${CONTAINER}: exit status ${status}: ${output}`);
  return output.trim();
}
