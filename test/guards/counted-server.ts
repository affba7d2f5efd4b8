/** Starts servers whose cost is counted, for the tests of what they load, open and start. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The program that reports what is loaded. */
export const REPORT: string = fileURLToPath(new URL('report-modules.cjs', import.meta.url));

const RETRY_MS = 10;

export type Stage = 'start' | 'init' | 'run';

/** What follows the first activation: another one, and a request of another kind. */
type Later = 'again' | 'health';

interface Loaded {
  builtins: string[];
  files: string[];
}

const servers = new Set<ChildProcess>();

/** Kills all servers. */
export function killServers(): void {
  for (const server of servers) server.kill('SIGKILL');
  servers.clear();
}

/** Starts a server on a Unix socket, with a fresh action directory in a folder. */
export async function startServer(folder: string, command: readonly string[], variables: Record<string, string> = {}) {
  const directory = fs.mkdtempSync(path.join(folder, 'action-'));
  const socketPath = `${directory}.socket`;
  const own = Object.entries(process.env).filter(([name]) => !/^(NODE_|ACTIONRUNNER_|__OW_|PORT$)/.test(name));
  const settings = { ACTIONRUNNER_SOCKET: socketPath, ACTIONRUNNER_DIRECTORY: directory, NODE_ENV: 'production' };
  const server = spawn(process.execPath, command, {
    env: { ...Object.fromEntries(own), ...settings, ...variables },
    stdio: 'ignore',
  });
  servers.add(server);
  while (!(await canConnect(socketPath))) {
    if (server.exitCode !== null) throw new Error(`${command.join(' ')}: exit status ${server.exitCode}`);
    await sleep(RETRY_MS);
  }
  const agent = new http.Agent({ keepAlive: true });
  const send = async (url: string, body?: unknown): Promise<http.IncomingMessage> => {
    const request = http.request({ agent, socketPath, path: url, method: body === undefined ? 'GET' : 'POST' });
    request.setHeader('content-type', 'application/json');
    request.end(body && JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response;
  };
  const post = async (url: string, body: unknown): Promise<void> => {
    let response: http.IncomingMessage | undefined;
    while (!response) {
      try {
        response = await send(url, body);
      } catch (error) {
        // The file of a socket is there before its server listens.
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || server.exitCode !== null) throw error;
        await sleep(RETRY_MS);
      }
    }
    if (response.statusCode !== 200) throw new Error(`POST ${url} was answered with ${response.statusCode}`);
  };
  const init = (code: string) => post('/init', { value: { code } });
  const run = () => post('/run', { value: { name: 'James' } });
  return { server, init, run, health: () => send('/health') };
}

/** Whether a server listens. Its socket is there a moment before. */
async function canConnect(socketPath: string): Promise<boolean> {
  const socket = net.connect(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** What a command has loaded when it exits. */
export function loadedBy(folder: string, command: readonly string[], kind: keyof Loaded): string[] {
  const report = path.join(folder, `report-${kind}`);
  const env = { ...process.env, MODULES_REPORT: report, MODULES_OF: kind };
  execFileSync(process.execPath, ['--require', REPORT, ...command], { cwd: folder, env, stdio: 'ignore' });
  return (JSON.parse(fs.readFileSync(report, 'utf8')) as Loaded)[kind];
}

/** What a server has loaded when it listens, after its init, and after its first and second activation. */
export async function stagesOf(
  folder: string,
  command: readonly string[],
  kind: keyof Loaded,
  code: string,
): Promise<Record<Stage | Later, string[]>> {
  const report = path.join(folder, `report-${kind}`);
  const variables = { MODULES_REPORT: report, MODULES_OF: kind };
  const { server, init, run, health } = await startServer(folder, ['--require', REPORT, ...command], variables);
  const seen = new Set<string>();
  const next = async (): Promise<string[]> => {
    fs.rmSync(report, { force: true });
    server.kill('SIGUSR2');
    while (!fs.existsSync(report)) await sleep(RETRY_MS);
    const loaded = (JSON.parse(fs.readFileSync(report, 'utf8')) as Loaded)[kind];
    const news = loaded.filter((name) => !seen.has(name));
    for (const name of news) seen.add(name);
    return news;
  };
  const stages: Record<Stage | Later, string[]> = { start: await next(), init: [], run: [], again: [], health: [] };
  await init(code);
  stages.init = await next();
  await run();
  stages.run = await next();
  await run();
  stages.again = await next();
  await health();
  stages.health = await next();
  return stages;
}
