import { ActionProxy, type ActionRunner, type ActionRunnerOptions } from '@actionrunner/core';
import { Actions } from '../../../core/test/support/actions.js';
import { Proxied } from '../../../core/test/support/proxied.js';

/** Actions of a test file, each in a directory of its own. */
export class RunnerActions<Options extends ActionRunnerOptions> extends Actions<Options> {
  /** @param make makes the runner; the options name its directory */
  constructor(make: (options: Options) => ActionRunner) {
    super((options, proxyOptions) => {
      const runner = make(options);
      return new Proxied((logs) => new ActionProxy(runner, { ...proxyOptions, logs }));
    });
  }
}
