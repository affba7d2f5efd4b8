import { type ChildProcess, spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Remembers the last line that it has read, and runs it when nobody can write any more. */
const WATCHDOG = 'while read -r line; do last=$line; done; eval "$last"';

/** What has to be cleaned up. */
export interface Guarded {
  /** Cleans up at once, before the kit exits. */
  clean(): void;
  /** A command for a shell that does the same when the kit has been killed; without line breaks. */
  readonly command: string;
}

/** Cleans up what still runs when the kit exits, is stopped by a signal, or is killed. */
export class ExitGuard {
  readonly #guarded = new Set<Guarded>();
  #watchdog: ChildProcess | undefined;

  add(guarded: Guarded): void {
    if (this.#guarded.size === 0) this.#arm();
    this.#guarded.add(guarded);
    this.#report();
  }

  remove(guarded: Guarded): void {
    if (!this.#guarded.delete(guarded)) return;
    this.#report();
    if (this.#guarded.size === 0) this.#disarm();
  }

  readonly #cleanAll = (): void => {
    for (const guarded of this.#guarded) guarded.clean();
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#cleanAll();
    this.#guarded.clear();
    this.#report();
    this.#disarm();
    // Whoever else listens decides what the signal does; without, it does what it always does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };

  #arm(): void {
    process.on('exit', this.#cleanAll);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    const watchdog = spawn('/bin/sh', ['-c', WATCHDOG], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    watchdog.on('error', () => undefined); // without a shell, only SIGKILL leaves something behind
    watchdog.stdin.on('error', () => undefined);
    watchdog.unref();
    this.#watchdog = watchdog;
  }

  #disarm(): void {
    process.off('exit', this.#cleanAll);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    this.#watchdog?.stdin?.end();
    this.#watchdog = undefined;
  }

  #report(): void {
    const commands = [...this.#guarded].map(({ command }) => command);
    this.#watchdog?.stdin?.write(`${commands.join('; ')}\n`);
  }
}
