import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { START_LIMIT_MS } from '../bounds.js';
import { ConformanceError } from '../conformance-error.js';
import { callEngine, describeCall } from './call-engine.js';
import { ChildRuntime } from './child-runtime.js';
import { ExitGuard, type Guarded } from './exit-guard.js';
import { FreePorts } from './free-ports.js';
import type { Ability, StartOptions, Target } from './target.js';

/** The variable that names the command of the engine. */
const ENGINE_VARIABLE = 'ACTIONRUNNER_DOCKER';
const CANDIDATES = ['docker', 'podman'];

/** The label of the containers of the kit. */
const LABEL = 'actionrunner-conformance';

/** How long what was written before an answer may take to arrive through the engine after it. */
const SETTLE_MS = 150;
const HOLD_MS = 50;
const PORT = 8080;

interface Engine {
  readonly command: string;
  readonly isPodman: boolean;
}

/**
 * An image that serves a runtime on port 8080. Each runtime is a container of its own, of docker or podman, whichever answers, or of the
 * command that the variable `ACTIONRUNNER_DOCKER` names. Images are never pulled. However the kit ends, its containers are removed.
 * @throws ConformanceError `ERR_CONFORMANCE_TARGET` if no engine answers or the image is not on this machine
 * @example
 * ```js
 * // Needs docker or podman.
 * import { imageTarget, runConformance } from '@actionrunner/conformance';
 *
 * const target = await imageTarget('actionrunner/native:0.1');
 * const { counts } = await runConformance({ target, cases: ['init/accepts-code'] });
 * console.log(counts.required.failed); // 0
 * ```
 */
export async function imageTarget(image: string): Promise<Target> {
  const engine = await findEngine();
  const found = await callEngine(engine.command, ['image', 'inspect', image]);
  if (found.code !== 0) {
    throw new ConformanceError(
      'ERR_CONFORMANCE_TARGET',
      `The image ${image} is not on this machine (${describeCall(found)}). Pull or build it first.`,
    );
  }
  const running = new Set<ContainerRuntime>();
  const guard = new ExitGuard();
  const ports = new FreePorts();
  return {
    kind: 'image',
    name: image,
    abilities: new Set<Ability>(['fresh', 'logs', 'environment', 'signals']),
    concurrency: availableParallelism() + 1,
    async start(options) {
      const runtime = await ContainerRuntime.create(engine, image, options, await ports.find(), guard);
      running.add(runtime);
      try {
        await runtime.waitUntilListening({ limitMs: START_LIMIT_MS, holdMs: HOLD_MS });
        return runtime;
      } catch (error) {
        await runtime.stop();
        throw error;
      }
    },
    async close() {
      await Promise.all([...running].map((runtime) => runtime.stop()));
    },
  };
}

async function findEngine(): Promise<Engine> {
  const named = process.env[ENGINE_VARIABLE];
  const failures: string[] = [];
  for (const command of named ? [named] : CANDIDATES) {
    // A client without its engine has a version, too, but no images.
    const [version, images] = await Promise.all([
      callEngine(command, ['--version']),
      callEngine(command, ['images', '-q']),
    ]);
    if (version.code === 0 && images.code === 0) {
      return { command, isPodman: version.stdout.toLowerCase().includes('podman') };
    }
    failures.push(`${command}: ${describeCall(images)}`);
  }
  throw new ConformanceError(
    'ERR_CONFORMANCE_TARGET',
    `No container engine answers (${failures.join('; ')}). Install or start docker or podman, or name another command with ${ENGINE_VARIABLE}.`,
  );
}

/** A container of the image, whose output the client of the engine passes on. */
class ContainerRuntime extends ChildRuntime {
  readonly #engine: Engine;
  readonly #name: string;
  readonly #guard: ExitGuard;
  readonly #guarded: Guarded;

  private constructor(engine: Engine, name: string, port: number, client: ChildProcess, guard: ExitGuard) {
    super(client, { port, settleMs: SETTLE_MS, noun: 'the container', place: `port ${PORT}` });
    this.#engine = engine;
    this.#name = name;
    this.#guard = guard;
    const removal = removalOf(engine, name);
    this.#guarded = {
      clean: () => spawnSync(engine.command, removal, { stdio: 'ignore', timeout: 10_000 }),
      command: [engine.command, ...removal].map((word) => `'${word}'`).join(' '),
    };
    guard.add(this.#guarded);
  }

  static async create(
    engine: Engine,
    image: string,
    { environment = {} }: StartOptions,
    port: number,
    guard: ExitGuard,
  ): Promise<ContainerRuntime> {
    const name = `conformance-${randomUUID()}`;
    const variables = Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    const own = ['--name', name, '--label', LABEL, '--pull', 'never', '--publish', `127.0.0.1:${port}:${PORT}`];
    const args = ['run', '--sig-proxy=false', ...own, ...variables, image];
    const client = spawn(engine.command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    return new ContainerRuntime(engine, name, port, client, guard);
  }

  async kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void> {
    await callEngine(this.#engine.command, ['kill', '--signal', signal, this.#name]);
  }

  protected async end(): Promise<void> {
    await this.#remove();
    this.child.kill('SIGKILL');
  }

  protected async cleanUp(): Promise<void> {
    // One that was being created while it was removed is there only now.
    await this.#remove();
    this.#guard.remove(this.#guarded);
  }

  async #remove(): Promise<void> {
    await callEngine(this.#engine.command, removalOf(this.#engine, this.#name));
  }
}

/** Podman first waits ten seconds for the container. */
function removalOf({ isPodman }: Engine, name: string): string[] {
  return ['rm', '--force', '--volumes', ...(isPodman ? ['--time', '0'] : []), name];
}
