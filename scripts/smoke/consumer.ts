/** What an author writes in TypeScript. Compiled only. */
import { ActionRunner, isRunnerError, RunnerError } from '@actionrunner/core';
import { serve } from '@actionrunner/http';

export class PerlRunner extends ActionRunner {
  constructor() {
    super({ source: 'main.pl', command: ['perl', 'main.pl'] });
  }

  protected override async build(): Promise<void> {
    if (process.env['SMOKE'] === 'fail') throw new RunnerError('ERR_RUNNER_BUILD');
  }

  protected override async verify(): Promise<boolean> {
    return true;
  }
}

export class Typo extends ActionRunner {
  // @ts-expect-error a mistyped hook does not compile, thanks to `override`
  protected override async biuld(): Promise<void> {}
}

export async function main(): Promise<void> {
  try {
    const server = await serve(new PerlRunner(), { port: 0 });
    await server.close();
  } catch (error) {
    if (isRunnerError(error)) console.error(error.code, error.detail);
  }
}
