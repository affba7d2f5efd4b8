import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, reasonOf } from './call.js';
import { Container, ContainerError, type ContainerLogs, type ListensAt } from './container.js';
import type { Engine } from './engine.js';
import { freePort } from './free-port.js';

/** The label of every container that is started here; its value is the command that did. */
export const LABEL = 'actionrunner';

/** The label with the process of that command: a container whose process is gone was left behind. */
const PID_LABEL = 'actionrunner.pid';

/** Where a container finds the folder of its socket. */
const SOCKET_FOLDER = '/run/actionrunner';
const SOCKET = 'action.sock';

/** How a container is started. */
export interface ContainerOptions {
  readonly image: string;
  /** Options of `create`, before the image. */
  readonly args?: readonly string[];
  /** What runs in place of the command of the image. */
  readonly command?: readonly string[];
  /** A port to publish on a loopback port, or a Unix domain socket in a mounted folder. */
  readonly listens?: number | 'socket';
  readonly logs?: ContainerLogs;
}

/** The containers of one command: whatever happens, all of them are removed. Images are never pulled. */
export class Containers {
  readonly #engine: Engine;
  readonly #purpose: string;
  readonly #scratch: string = mkdtempSync(join(tmpdir(), 'actionrunner-'));
  readonly #names = new Set<string>();
  #count = 0;
  readonly #creating = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(engine: Engine, purpose: string) {
    this.#engine = engine;
    this.#purpose = purpose;
  }

  /** @throws ContainerError when it cannot be created */
  async start(options: ContainerOptions): Promise<Container> {
    if (this.#closed) {
      throw new ContainerError('no more containers are started');
    }
    const name = `actionrunner-${randomUUID()}`;
    // A short one, as the path of a socket has about a hundred bytes.
    const folder = join(this.#scratch, String(this.#count++));
    const socketFolder = join(folder, 'socket');
    mkdirSync(socketFolder, { recursive: true });
    // The user of the image makes the socket.
    chmodSync(socketFolder, 0o777);
    this.#names.add(name);
    const hostPort = this.#engine.kind === 'podman' ? await freePort() : '';
    const labels = ['--label', `${LABEL}=${this.#purpose}`, '--label', `${PID_LABEL}=${process.pid}`];
    const own = ['--name', name, ...labels, '--pull', 'never', '--no-healthcheck'];
    const place = reachedAt(options.listens, socketFolder, hostPort);
    const { image, args = [], command = [] } = options;
    const creating = call(this.#engine.command, ['create', ...own, ...place, ...args, image, ...command], {
      cwd: folder,
    });
    this.#creating.add(creating);
    const created = await creating;
    this.#creating.delete(creating);
    if (created.code !== 0 || this.#closed) {
      throw new ContainerError(`the container cannot be created: ${reasonOf(created)}`);
    }
    const { logs = () => undefined } = options;
    return new Container({ name, engine: this.#engine, folder, logs, listens: placeOf(options, socketFolder) });
  }

  /** Removes what was started so far. */
  async clear(): Promise<void> {
    await Promise.all(this.#creating);
    const names = [...this.#names];
    if (names.length > 0) {
      await call(this.#engine.command, [...this.#removal(), ...names]);
    }
    for (const name of names) {
      this.#names.delete(name);
    }
  }

  /** Removes all of them, those that are being created too. */
  close(): Promise<void> {
    this.#closed ??= this.#removeAll();
    return this.#closed;
  }

  /** The same at the exit of the process, when there is no time to wait. */
  closeNow(): void {
    if (this.#names.size > 0) {
      spawnSync(this.#engine.command, [...this.#removal(), ...this.#names], { stdio: 'ignore', timeout: 10_000 });
    }
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  async #removeAll(): Promise<void> {
    await this.clear();
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** Podman first waits ten seconds for the container. */
  #removal(): string[] {
    return ['rm', '--force', '--volumes', ...(this.#engine.kind === 'podman' ? ['--time', '0'] : [])];
  }
}

function placeOf({ listens }: ContainerOptions, socketFolder: string): ListensAt | undefined {
  if (listens === undefined) {
    return undefined;
  }
  return listens === 'socket' ? { socketPath: join(socketFolder, SOCKET) } : { port: listens };
}

/** Options of `create` that make a container reachable from here. */
function reachedAt(listens: ContainerOptions['listens'], socketFolder: string, hostPort: number | ''): string[] {
  if (listens === 'socket') {
    const mount = ['--volume', `${socketFolder}:${SOCKET_FOLDER}:z`];
    return ['--network', 'none', ...mount, '--env', `ACTIONRUNNER_SOCKET=${SOCKET_FOLDER}/${SOCKET}`];
  }
  return listens === undefined ? [] : ['--publish', `127.0.0.1:${hostPort}:${listens}`];
}
