import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import vm from 'node:vm';
import type CompilingOnce from './support/environment.js';

/** As it is in jest, outside of a test. */
const { default: Environment } = require('./support/environment.js') as { default: typeof CompilingOnce };

// The environment of these tests has replaced them.
const { run } = AsyncLocalStorage.prototype;
const { compileFunction } = vm;
afterEach(() => {
  AsyncLocalStorage.prototype.run = run;
  vm.compileFunction = compileFunction;
});

function createEnvironment(): CompilingOnce {
  const config = { testEnvironmentOptions: {}, fakeTimers: {}, globals: {} };
  return new Environment({ globalConfig: { collectCoverage: false }, projectConfig: config } as never, {} as never);
}

it('leaves no storage of a test file enabled, which the promises of the files after it would be told to', async () => {
  const environment = createEnvironment();
  const storage = new AsyncLocalStorage<string>();
  expect(storage.run('a test', () => storage.getStore())).toBe('a test');
  const left = storage.run('a test', () => environment.teardown().then(() => storage.getStore()));
  expect(await left).toBeUndefined();
});

it('collects the garbage of a test file when there is much in memory', async () => {
  const environment = createEnvironment();
  const garbage = (() => new WeakRef({}))();
  const much = Array.from({ length: 200 }, () => new Array<number>(128 * 1024).fill(0));
  // Until the end of this turn of the event loop a reference is no weak one.
  await setImmediate();
  await environment.teardown();
  expect({ much: much.length, garbage: garbage.deref() }).toEqual({ much: 200, garbage: undefined });
});
