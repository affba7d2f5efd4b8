import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as http from '../../../packages/http/test/support/connection.js';
import { FRAME } from '../../../packages/http/test/support/frame.js';
import { freePort } from '../../support/free-port.js';
import { DOCKER, docker, type Ended, isPodman, run } from './docker.js';
import { OWNED } from './owned.js';

/** Only for what never happens: a busy machine may take long. */
const PATIENCE_MS = 120_000;
const ASK_AGAIN_MS = 50;

/** How a container is started. */
export interface ContainerOptions {
  /** More options of `docker run`. */
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** In place of the command of the image. */
  readonly command?: readonly string[];
  /** Where it listens inside. */
  readonly port?: number;
  /** Where its socket is outside, instead of a port. */
  readonly socket?: string;
}

/** Both streams of the logs. */
export interface Logs {
  readonly stdout: string;
  readonly stderr: string;
}

const started: Container[] = [];

/** A container that serves an action. It is removed after the test. */
export class Container {
  readonly id: string;
  /** `http://host:port`, or the path of a socket. */
  readonly url: string;
  readonly #folder: string;

  private constructor(id: string, url: string, folder: string) {
    this.id = id;
    this.url = url;
    this.#folder = folder;
  }

  /** Starts one for the current test; resolves when it answers. */
  static async start(image: string, options: ContainerOptions = {}): Promise<Container> {
    const container = await Container.begin(image, options);
    started.push(container);
    return container;
  }

  /** Starts one that the caller removes. */
  static async begin(image: string, given: ContainerOptions = {}): Promise<Container> {
    const { options = [], environment = {}, command = [], port = 8080, socket } = given;
    // Podman leaves a file in the current folder when memory is exhausted.
    const folder = temporaryFolder();
    const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // Podman takes a port at random, which may be in use.
    const hostPort = (await isPodman()) ? await freePort() : '';
    const where = socket === undefined ? ['-p', `127.0.0.1:${hostPort}:${port}`] : [];
    const all = [...OWNED, '--stop-timeout', '1', ...where, ...variables, ...options];
    const id = await docker(['run', '-d', ...all, image, ...command], { cwd: folder });
    const url = socket ?? `http://${await docker(['port', id, `${port}/tcp`])}`;
    const container = new Container(id, url, folder);
    await container.#ready().catch(async (error: Error) => {
      const { stdout, stderr } = await container.logs();
      await container.remove();
      throw new Error(`${error.message}\n${stdout}${stderr}`);
    });
    return container;
  }

  /** `POST /init`. */
  init(value: Record<string, unknown>): Promise<http.Answer> {
    return http.init(this.url, value);
  }

  /** `POST /init` that has to work. */
  async initialize(value: Record<string, unknown>): Promise<void> {
    const { status, body } = await this.init(value);
    if (status !== 200) {
      throw new Error(`The init was answered with ${status}: ${body}`);
    }
  }

  /** `POST /run`. */
  run(value: unknown = {}, context?: Record<string, unknown>): Promise<http.Answer> {
    return http.run(this.url, value, context);
  }

  request(route: string, options?: http.RequestOptions): Promise<http.Answer> {
    return http.request(this.url, route, options);
  }

  /** What it has logged so far. */
  async logs(): Promise<Logs> {
    const { stdout, stderr } = await run(DOCKER, ['logs', this.id]);
    return { stdout, stderr };
  }

  /** What it has logged when each stream has so many frames. */
  async framed(frames: number): Promise<Logs> {
    return await this.logged((logs) => [logs.stdout, logs.stderr].every((text) => count(text, FRAME) >= frames));
  }

  /** What it has logged when that is what was waited for. */
  async logged(isThere: (logs: Logs) => boolean): Promise<Logs> {
    let logs = await this.logs();
    for (const end = Date.now() + PATIENCE_MS; !isThere(logs); logs = await this.logs()) {
      if (Date.now() > end) {
        throw new Error(`Waited in vain for logs; there are:\n${logs.stdout}\n${logs.stderr}`);
      }
      await sleep(ASK_AGAIN_MS);
    }
    return logs;
  }

  /** Runs a command in it. */
  async exec(...command: string[]): Promise<Ended> {
    return await run(DOCKER, ['exec', this.id, ...command]);
  }

  /** Runs a shell command in it that has to work. @returns its stdout without the last newline */
  async shell(command: string): Promise<string> {
    return await docker(['exec', this.id, 'sh', '-c', command]);
  }

  async inspect(format: string): Promise<string> {
    return await docker(['inspect', '--format', format, this.id]);
  }

  /** Sends SIGTERM and waits. @returns the exit status; 137 if it was killed after this time */
  async stop(seconds = 30): Promise<number> {
    await docker(['stop', '-t', String(seconds), this.id]);
    return Number(await this.inspect('{{.State.ExitCode}}'));
  }

  /** Asks the health check of the image: by the engine, or where that asks only in intervals, by hand. */
  async isHealthy(): Promise<boolean> {
    if (await isPodman()) {
      const { status, stderr } = await run(DOCKER, ['healthcheck', 'run', this.id]);
      // It takes longer than the seconds of an image on a busy machine.
      if (!stderr.includes('exceeded timeout')) return status === 0;
    }
    const [, ...command] = JSON.parse(await this.inspect('{{json .Config.Healthcheck.Test}}')) as string[];
    return (await this.exec(...command)).status === 0;
  }

  async isRunning(): Promise<boolean> {
    return (await this.inspect('{{.State.Running}}')) === 'true';
  }

  async remove(): Promise<void> {
    await docker(['rm', '-f', '-v', this.id]);
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Waits until it answers. */
  async #ready(): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !(await this.#answers()); await sleep(ASK_AGAIN_MS)) {
      if (!(await this.isRunning())) {
        throw new Error(`The container ended with status ${await this.inspect('{{.State.ExitCode}}')}.`);
      }
      if (Date.now() > end) {
        throw new Error('The container does not answer.');
      }
    }
  }

  async #answers(): Promise<boolean> {
    return await this.request('/health', { method: 'GET' }).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((container) => container.remove()));
});

/** One container for all tests of a describe block. */
export function shared(image: string, options?: ContainerOptions): () => Container {
  let container: Container | undefined;
  beforeAll(async () => {
    container = await Container.begin(image, options);
  });
  afterAll(async () => await container?.remove());
  return () => container as Container;
}

/** Runs a command in a new container of an image, which is removed. */
export async function runOnce(image: string, options: readonly string[], command: readonly string[]): Promise<Ended> {
  const folder = temporaryFolder();
  try {
    return await run(DOCKER, ['run', '--rm', ...OWNED, ...options, image, ...command], { cwd: folder });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** An empty folder that every user may write. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'container-test-'));
  fs.chmodSync(folder, 0o777);
  return folder;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
