import { setFlagsFromString } from 'node:v8';
import { describe, expect, it, jest } from '@jest/globals';
import type { ActionResult, InitMessage } from '../../src/protocol/messages.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import type { Deadline } from '../../src/proxy/deadline.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import type { Activation } from '../../src/runner/activation.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { runBody } from '../support/messages.js';

/** Keeps the context of each activation. */
class KeepingRunner extends ActionRunner {
  readonly kept: Activation[] = [];

  protected override async init(_message: InitMessage): Promise<void> {}

  protected override verify(): boolean {
    return true;
  }

  protected override async run(_args: unknown, _env: unknown, activation: Activation): Promise<ActionResult> {
    this.kept.push(activation);
    return {};
  }
}

async function keepTwo(): Promise<[Activation, Activation]> {
  const runner = new KeepingRunner();
  const proxy = new ActionProxy(runner, { logs: new MemoryLogSink() });
  await proxy.run(runBody({}));
  await proxy.run(runBody({}));
  await proxy.stop();
  return runner.kept as [Activation, Activation];
}

/** Whether V8 looks its properties up by its hidden class, not in a dictionary of its own. */
function isFast(object: object): boolean {
  setFlagsFromString('--allow-natives-syntax');
  try {
    return new Function('object', 'return %HasFastProperties(object)')(object) as boolean;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}

describe('the context of an activation', () => {
  it('is a fast object, since a slow one would outlive all but full collections', async () => {
    expect((await keepTwo()).map(isFast)).toEqual([true, true]);
  });

  it('has one signal, which a copy has, too', async () => {
    const [first, second] = await keepTwo();
    expect(first.signal).toBeInstanceOf(AbortSignal);
    expect(first.signal).toBe(first.signal);
    expect({ ...first }.signal).toBe(first.signal);
    expect(second.signal).not.toBe(first.signal);
  });

  it('holds promises even if it is taken apart, or copied', async () => {
    const [first] = await keepTwo();
    const held = jest.spyOn(first.cancellation as Deadline, 'hold');
    const { hold } = first;
    const promise = Promise.resolve();
    hold(promise);
    ({ ...first }).hold(promise);
    const made = Object.assign(Object.create(first), { cancellation: {} }) as Activation;
    made.hold(promise);
    expect(made.signal).toBe(first.signal);
    expect(held.mock.calls).toEqual([[promise], [promise], [promise]]);
  });
});
