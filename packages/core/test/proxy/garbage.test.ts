import { runProgram } from '../support/child-program.js';
import { makeSandbox } from '../support/tree.js';

const WARM_UP = 6_000;
const ACTIVATIONS = 6_000;

/** What one activation may leave behind in the old generation. Kept by whatever lives longer, it would be hundreds of bytes. */
const MAX_BYTES = 100;

/** Runs activations without a full collection, and says by how much the old generation has grown for each. */
const PROGRAM = `
  import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  import { ActionProxy, ActionRunner } from '@actionrunner/core';
  const [directory, warmUp, activations] = process.argv.slice(1);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  class EchoRunner extends ActionRunner {
    verify() { return true; }
    env() { return {}; }
    async run(args) {
      // As an action that answers later: what waits meanwhile may become old.
      await new Promise(setImmediate);
      return args.json;
    }
  }
  const proxy = new ActionProxy(new EchoRunner({ directory }), { logs: { write() {}, frame() {} } });
  const body = Buffer.from('{"value":{"name":"James"},"activation_id":"1"}');
  const run = async (count) => {
    for (let done = 0; done < count; done += 2) {
      // One that waits, too.
      await Promise.all([proxy.run(body), proxy.run(body)]);
    }
  };
  const used = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  await run(Number(warmUp));
  collect();
  const before = used();
  await run(Number(activations));
  console.log((used() - before) / Number(activations));
  await proxy.stop();
`;

test('what an activation has held is garbage that needs no full collection', async () => {
  const args = [makeSandbox().directory, String(WARM_UP), String(ACTIVATIONS)];
  expect(await runProgram(PROGRAM, { args })).toBeLessThan(MAX_BYTES);
});
