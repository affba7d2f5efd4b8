/** A Swift of one node with Storlets on loopback, whose gateway has a container engine of its own. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDebianEnvironment } from '../commands.mjs';
import { collect } from '../containers.mjs';
import { findPorts } from '../ports.mjs';

const KINDS = ['account', 'container', 'object'];
const USERS = ['service', 'wordcountservice'];
const KEY = 'passw0rd';
/** The user of the servers of Swift, and so of the containers. */
const USER = 1000;
const START_ATTEMPTS = 600;
/** Seconds instead of the defaults, which a busy machine exceeds: an update that takes longer than 1 s comes later, a token is gone after 0.3 s. */
const LIMIT = 120;
const SERVER_LIMITS = { node_timeout: LIMIT, conn_timeout: LIMIT };

/**
 * Starts it. `libraries` is a folder with Swift, Storlets and their clients, `source` that of the C library of Storlets, `docker` podman.
 * @returns `swift`, which calls the client, `request`, which sends a request, `engine`, which calls the engine of the node, `stop`,
 *   and two folders: `sources` of Storlets, and the `library` that containers see
 */
export async function startCluster({ work, folder, docker, libraries, source, memcached }) {
  const node = path.join(work, 'node');
  for (const name of ['lib/storlets/python', 'etc', 'disk/sda', 'storlets'])
    fs.mkdirSync(path.join(node, name), { recursive: true });
  const sources = await installLibrary(node, libraries, source);
  const [proxy, cache, ...ports] = await findPorts(2 + KINDS.length);
  await configure(node, libraries, { proxy, cache, ports });
  await check('chown', ['-R', `${USER}:${USER}`, ...['etc', 'disk', 'storlets'].map((name) => path.join(node, name))]);
  const env = {
    ...withoutProxies(),
    MEMCACHED: path.join(memcached, 'usr/bin/memcached'),
    MEMCACHED_LIBRARIES: createDebianEnvironment(memcached).LD_LIBRARY_PATH,
    MEMCACHED_PORT: `${cache}`,
    SWIFT_USER: `${USER}`,
  };
  const servers = [path.join(folder, 'servers.sh'), node, docker, libraries];
  const namespace = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...namespace, 'bash', path.join(folder, 'namespace.sh'), node, 'bash', ...servers], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${proxy}`;
  const engine = (...args) => collect(docker, ['--remote', '--url', `unix://${node}/engine.sock`, ...args], { env });
  const stop = async () => {
    await engine('rm', '--all', '--force', '--time', '0');
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const tokens = new Map();
    for (const user of USERS) tokens.set(user, await fetchToken(url, user, child));
    const swift = (...args) => callSwift({ env, libraries, url, cwd: work }, args);
    const request = (name, options) => send(`${url}/v1/AUTH_`, tokens, name, options);
    return { swift, request, engine, stop, sources, library: path.join(node, 'lib/storlets') };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The library in C that both sides use, built as its own script does, and the agent in Python, where containers find it. */
async function installLibrary(node, libraries, source) {
  const archive = fs.readdirSync(source).find((name) => name.endsWith('.tar.gz'));
  await check('tar', ['-xzf', path.join(source, archive), '-C', node]);
  const sources = path.join(node, archive.replace('.tar.gz', ''), 'src');
  await check('make', ['-C', path.join(sources, 'c/sbus'), 'install', `DESTDIR=${node}/lib/storlets`]);
  fs.cpSync(path.join(libraries, 'storlets'), path.join(node, 'lib/storlets/python/storlets'), { recursive: true });
  return sources;
}

async function configure(node, libraries, { proxy, cache, ports }) {
  const etc = path.join(node, 'etc');
  const write = (name, sections) => fs.writeFileSync(path.join(etc, name), renderSections(sections));
  const shared = { bind_ip: '127.0.0.1', workers: 0, user: 'root', swift_dir: etc, log_level: 'DEBUG' };
  const storlets = (server) => ({
    use: 'egg:storlets#storlet_handler',
    execution_server: server,
    storlet_gateway_module: 'docker',
    storlet_gateway_conf: path.join(etc, 'gateway.conf'),
    internal_client_conf_path: path.join(etc, 'internal-client.conf'),
  });
  const cacheLimits = { connect_timeout: LIMIT, pool_timeout: LIMIT, io_timeout: LIMIT };
  const memcache = { use: 'egg:swift#memcache', memcache_servers: `127.0.0.1:${cache}`, ...cacheLimits };
  const filters = (...names) =>
    Object.fromEntries(names.map((name) => [`filter:${name}`, { use: `egg:swift#${name}` }]));
  const app = { use: 'egg:swift#proxy', account_autocreate: true, ...SERVER_LIMITS };
  write('swift.conf', {
    'swift-hash': { swift_hash_path_prefix: 'a', swift_hash_path_suffix: 'b' },
    'storage-policy:0': { name: 'default', default: 'yes' },
  });
  write('gateway.conf', {
    DEFAULT: {
      host_root: path.join(node, 'storlets'),
      restart_linux_container_timeout: LIMIT,
      storlet_timeout: LIMIT,
      default_container_image_name: 'none',
    },
  });
  write('internal-client.conf', {
    DEFAULT: { swift_dir: etc },
    'pipeline:main': { pipeline: 'catch_errors cache copy proxy-server' },
    'app:proxy-server': app,
    'filter:cache': memcache,
    ...filters('catch_errors', 'copy'),
  });
  write('proxy-server.conf', {
    DEFAULT: { ...shared, bind_port: proxy },
    'pipeline:main': { pipeline: 'catch_errors cache tempauth storlet_handler copy proxy-server' },
    'app:proxy-server': app,
    'filter:cache': memcache,
    'filter:tempauth': {
      use: 'egg:swift#tempauth',
      ...Object.fromEntries(USERS.map((user) => [`user_${user}_swift`, `${KEY} .admin .reseller_admin`])),
    },
    'filter:storlet_handler': storlets('proxy'),
    ...filters('catch_errors', 'copy'),
  });
  for (const [at, kind] of KINDS.entries()) {
    const storage = { devices: path.join(node, 'disk'), mount_check: false, disable_fallocate: true };
    write(`${kind}-server.conf`, {
      DEFAULT: { ...shared, ...storage, bind_port: ports[at] },
      'pipeline:main': { pipeline: kind === 'object' ? 'storlet_handler object-server' : `${kind}-server` },
      [`app:${kind}-server`]: { use: `egg:swift#${kind}`, ...SERVER_LIMITS, container_update_timeout: LIMIT },
      'filter:storlet_handler': storlets('object'),
    });
    const ring = [path.join(libraries, 'bin/swift-ring-builder'), path.join(etc, `${kind}.builder`)];
    const env = { ...process.env, PYTHONPATH: libraries };
    await check('python3', [...ring, 'create', '4', '1', '0'], { env });
    await check('python3', [...ring, 'add', `r1z1-127.0.0.1:${ports[at]}/sda`, '1'], { env });
    await check('python3', [...ring, 'rebalance'], { env });
  }
}

function renderSections(sections) {
  return Object.entries(sections)
    .flatMap(([title, values]) => [
      `[${title}]`,
      ...Object.entries(values).map(([name, value]) => `${name} = ${value}`),
    ])
    .join('\n');
}

/** The token of a user, once all servers answer. */
async function fetchToken(url, user, child) {
  const headers = { 'x-auth-user': `${user}:swift`, 'x-auth-key': KEY };
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the servers exited with ${child.exitCode}`);
    const response = await fetch(`${url}/auth/v1.0`, { headers }).catch(() => undefined); // it does not listen yet
    const token = response?.headers.get('x-auth-token');
    const account = token && (await fetch(`${url}/v1/AUTH_${user}`, { headers: { 'x-auth-token': token } }));
    if (account?.ok) return token;
    await sleep(200);
  }
  throw new Error('Swift does not answer');
}

/** Calls the command `swift` as the user of the documents. */
async function callSwift({ env, libraries, url, cwd }, args) {
  const variables = { ST_AUTH: `${url}/auth/v1.0`, ST_USER: 'service:swift', ST_KEY: KEY, PYTHONPATH: libraries };
  return await collect('python3', ['-m', 'swiftclient.shell', ...args], { cwd, env: { ...env, ...variables } });
}

/** Sends a request for `account/container/object`, or with a query. */
async function send(prefix, tokens, name, { headers, ...options } = {}) {
  const token = tokens.get(/^\w+/.exec(name)[0]);
  const response = await fetch(`${prefix}${name}`, { ...options, headers: { ...headers, 'x-auth-token': token } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text: text.replace(/^<html><h1>(.*?)<\/h1>.*$/s, '$1') };
}

function withoutProxies() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:(?:https?|all)_)?proxy$/i.test(name)));
}

/** Runs a command that must succeed. */
export async function check(command, args, options) {
  const { status, output } = await collect(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit status ${status}: ${output.slice(-2000)}`);
  return output;
}
