import { spawn } from 'node:child_process';

/** The command: docker, or podman, which accepts the same arguments. `jest.containers.config.js` finds it. */
export const DOCKER = process.env['ACTIONRUNNER_DOCKER'] ?? 'docker';

/** What a command came to. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly input?: string;
}

/** Runs a program; its failure is an answer, too. */
export function run(file: string, args: readonly string[], { cwd, input }: CommandOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...(cwd && { cwd }), stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...output }));
    // A program that reads nothing may have ended already.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Runs a docker command that has to work. @returns its stdout without the last newline */
export async function docker(args: readonly string[], options?: CommandOptions): Promise<string> {
  const { status, stdout, stderr } = await run(DOCKER, args, options);
  if (status !== 0) {
    throw new Error(`${DOCKER} ${args.join(' ')}: exit status ${status}\n${stdout}${stderr}`);
  }
  return stdout.trimEnd();
}

/** Whether the command is podman, under whatever name. */
export async function isPodman(): Promise<boolean> {
  return /podman/i.test(await docker(['--version']));
}
