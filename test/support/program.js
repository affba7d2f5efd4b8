// @ts-check
/** What the long programs have in common: the fuzzer, the soak and the benchmarks. */

/** A mistake on the command line. */
export class UsageError extends Error {}

/** @param {...string} lines */
export function print(...lines) {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/**
 * Runs a program with the arguments of the command line. Its exit status is 3 after a mistake of the user, 1 after any other error.
 * @param {string} name
 * @param {(args: string[]) => Promise<unknown>} main
 * @param {() => void} cleanUp called at the end, be it by a signal, and perhaps more than once
 */
export async function runProgram(name, main, cleanUp) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Not `once`: npm passes on what the terminal sends too, and the second one must not cut the cleaning short.
    process.on(signal, () => {
      cleanUp();
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
  process.once('exit', cleanUp); // what has begun meanwhile
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    process.stderr.write(`${name}: ${error instanceof UsageError ? message : stack}\n`);
    process.exitCode = error instanceof UsageError ? 3 : 1;
  } finally {
    cleanUp();
  }
}
