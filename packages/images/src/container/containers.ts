import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, describeFailure } from './call.js';
import { Container, type ListensAt } from './container.js';
import { ContainerError } from './container-error.js';
import type { ContainerLogs } from './container-output.js';
import type { Engine } from './engine.js';
import type { FreePorts } from './free-ports.js';

/** The label of every container that is started here; its value is the command that started it. */
export const LABEL = 'actionrunner';

/** The label with the PID of that command: if the process is gone, the container was left behind. */
const PID_LABEL = 'actionrunner.pid';

/** The folder of the socket, in the container. */
const SOCKET_FOLDER = '/run/actionrunner';
const SOCKET = 'action.sock';

/** Options of a container. */
export interface ContainerOptions {
  readonly image: string;
  /** Options of `create`, before the image. */
  readonly args?: readonly string[];
  /** A command that replaces that of the image. */
  readonly command?: readonly string[];
  /** A port to publish on a loopback port, or a Unix domain socket in a mounted folder. */
  readonly listens?: number | 'socket';
  readonly logs?: ContainerLogs;
}

/** The containers of one command. Whatever happens, all of them are removed. Images are never pulled. */
export class Containers {
  readonly #engine: Engine;
  readonly #purpose: string;
  readonly #scratch: string = mkdtempSync(join(tmpdir(), 'actionrunner-'));
  readonly #names = new Set<string>();
  #ports: FreePorts | undefined;
  #count = 0;
  readonly #creating = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(engine: Engine, purpose: string) {
    this.#engine = engine;
    this.#purpose = purpose;
  }

  /** Creates and starts a container. @throws ContainerError if it cannot be created */
  async start(options: ContainerOptions): Promise<Container> {
    if (this.#closed) {
      throw new ContainerError('no more containers are started');
    }
    const name = `actionrunner-${process.getBuiltinModule('node:crypto').randomUUID()}`;
    // Short, as the path of a socket is limited to about a hundred bytes.
    const folder = join(this.#scratch, String(this.#count++));
    const socketFolder = join(folder, 'socket');
    mkdirSync(socketFolder, { recursive: true });
    // The user of the image creates the socket.
    chmodSync(socketFolder, 0o777);
    this.#names.add(name);
    const hostPort = this.#engine.kind === 'podman' ? await this.#findPort() : '';
    const labels = ['--label', `${LABEL}=${this.#purpose}`, '--label', `${PID_LABEL}=${process.pid}`];
    const own = ['--name', name, ...labels, '--pull', 'never', '--no-healthcheck'];
    const place = buildReachOptions(options.listens, socketFolder, hostPort);
    const { image, args = [], command = [] } = options;
    const creating = call(this.#engine.command, ['create', ...own, ...place, ...args, image, ...command], {
      cwd: folder,
    });
    this.#creating.add(creating);
    const created = await creating;
    this.#creating.delete(creating);
    if (created.code !== 0 || this.#closed) {
      throw new ContainerError(`the container cannot be created: ${describeFailure(created)}`);
    }
    const { logs = () => undefined } = options;
    return new Container({ name, engine: this.#engine, folder }, toListenAddress(options, socketFolder), logs);
  }

  /** The choice of podman itself is random and may be in use. */
  async #findPort(): Promise<number> {
    const { FreePorts } = await import('./free-ports.js');
    this.#ports ??= new FreePorts();
    return await this.#ports.find();
  }

  /** Removes the containers that have been started. */
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

  /** Removes all of them, including those that are being created. */
  close(): Promise<void> {
    this.#closed ??= this.#removeAll();
    return this.#closed;
  }

  /** The same without waiting, for the exit of the process. */
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

function toListenAddress({ listens }: ContainerOptions, socketFolder: string): ListensAt | undefined {
  if (listens === undefined) {
    return undefined;
  }
  return listens === 'socket' ? { socketPath: join(socketFolder, SOCKET) } : { port: listens };
}

/** Builds the options of `create` that make a container reachable from here. */
function buildReachOptions(
  listens: ContainerOptions['listens'],
  socketFolder: string,
  hostPort: number | '',
): string[] {
  if (listens === 'socket') {
    const mount = ['--volume', `${socketFolder}:${SOCKET_FOLDER}:z`];
    return ['--network', 'none', ...mount, '--env', `ACTIONRUNNER_SOCKET=${SOCKET_FOLDER}/${SOCKET}`];
  }
  return listens === undefined ? [] : ['--publish', `127.0.0.1:${hostPort}:${listens}`];
}
