import { ActionRunner } from '@actionrunner/core';

/** A runner whose hook does as the parameters say: throws, or never settles and does not listen when it is to end. */
export default class FaultyRunner extends ActionRunner {
  verify() {
    return true;
  }

  async run(args, _env, { logs }) {
    if (args.value.throws) {
      throw new TypeError('a defect in the runner');
    }
    if (args.value.fault) {
      await logs.stderr.line('hanging');
      await new Promise(() => setInterval(() => undefined, 60_000));
    }
    return { ok: true };
  }
}
