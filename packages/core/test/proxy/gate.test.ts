import { getEventListeners } from 'node:events';
import { type Entrance, Gate } from '../../src/proxy/gate.js';

const turn = () => new Promise(setImmediate);

/** Notes who is inside, in the order of entering. */
class Visitors {
  readonly entered: string[] = [];
  readonly #leave = new Map<string, () => void>();

  come(name: string, entrance: Entrance): Promise<void> {
    return Promise.resolve(entrance).then((leave) => {
      this.entered.push(name);
      this.#leave.set(name, leave);
    });
  }

  async leave(name: string): Promise<void> {
    this.#leave.get(name)?.();
    await turn();
  }
}

describe('Gate', () => {
  let gate: Gate;
  let visitors: Visitors;
  beforeEach(() => {
    gate = new Gate(2);
    visitors = new Visitors();
  });

  const come = (name: string, signal?: AbortSignal) => visitors.come(name, gate.enter(signal));
  const comeAlone = (name: string) => visitors.come(name, gate.enterAlone());

  test('lets in as many as there are places, the others in the order of their arrival', async () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => come(name));
    await turn();
    expect(visitors.entered).toEqual(['a', 'b']);
    await visitors.leave('b');
    expect(visitors.entered).toEqual(['a', 'b', 'c']);
    await visitors.leave('a');
    await Promise.all(all);
    expect(visitors.entered).toEqual(['a', 'b', 'c', 'd']);
  });

  test('who needs all places waits for the others to leave, and nobody overtakes', async () => {
    const all = [come('a'), comeAlone('alone'), come('b'), come('c')];
    await turn();
    expect(visitors.entered).toEqual(['a']);
    await visitors.leave('a');
    expect(visitors.entered).toEqual(['a', 'alone']);
    await visitors.leave('alone');
    await Promise.all(all);
    expect(visitors.entered).toEqual(['a', 'alone', 'b', 'c']);
  });

  test('who gives up while waiting gets the reason, and blocks nobody', async () => {
    const controller = new AbortController();
    const reason = new Error('gone');
    await comeAlone('alone');
    const given = come('impatient', controller.signal);
    const next = come('next');
    controller.abort(reason);
    await expect(given).rejects.toBe(reason);
    await visitors.leave('alone');
    await next;
    expect(visitors.entered).toEqual(['alone', 'next']);
  });

  test('a signal that has fired refuses; one that fires inside does nothing, and is not listened to', async () => {
    const controller = new AbortController();
    await comeAlone('alone');
    const inside = come('inside', controller.signal);
    await visitors.leave('alone');
    await inside;
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    controller.abort(new Error('late'));
    await expect(gate.enter(controller.signal)).rejects.toThrow('late');
    await visitors.leave('inside');
    await comeAlone('again');
  });

  test('closed, it refuses those who wait and those who come later; those inside stay', async () => {
    const reason = new Error('closed');
    await come('inside');
    const waiting = comeAlone('alone');
    const behind = come('behind');
    gate.close(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(behind).rejects.toBe(reason);
    await expect(gate.enter()).rejects.toBe(reason);
    await expect(gate.enterAlone()).rejects.toBe(reason);
    let idle = false;
    const waited = gate.waitUntilIdle().then(() => {
      idle = true;
    });
    await turn();
    expect(idle).toBe(false);
    await visitors.leave('inside');
    await waited;
  });

  test('is idle when nobody is inside', async () => {
    await gate.waitUntilIdle();
    await come('a');
    await visitors.leave('a');
    await gate.waitUntilIdle();
  });

  describe('with a bound for those who wait', () => {
    const full = new Error('full');
    beforeEach(() => {
      gate = new Gate(1, 1, () => full);
    });

    test('refuses one more, whether for one place or all; those inside do not count', async () => {
      await come('inside');
      const waiting = come('waiting');
      await expect(gate.enter()).rejects.toBe(full);
      await expect(gate.enterAlone()).rejects.toBe(full);
      await visitors.leave('inside');
      await waiting;
      const next = come('next');
      await expect(gate.enter()).rejects.toBe(full);
      await visitors.leave('waiting');
      await next;
      expect(visitors.entered).toEqual(['inside', 'waiting', 'next']);
    });

    test('one who gives up makes room for another', async () => {
      const controller = new AbortController();
      await come('inside');
      const impatient = come('impatient', controller.signal);
      controller.abort(new Error('gone'));
      await expect(impatient).rejects.toThrow('gone');
      const next = come('next');
      await visitors.leave('inside');
      await next;
    });

    test('of none: only who finds a place comes in', async () => {
      gate = new Gate(1, 0, () => full);
      await come('inside');
      await expect(gate.enter()).rejects.toBe(full);
      await visitors.leave('inside');
      await come('later');
    });
  });

  test('of several signals the first that fires decides; afterwards none is listened to', async () => {
    const controllers = [new AbortController(), new AbortController()];
    const [one, other] = controllers as [AbortController, AbortController];
    const listeners = () => controllers.map(({ signal }) => getEventListeners(signal, 'abort').length);
    await comeAlone('alone');
    const waiting = gate.enter(one.signal, undefined, other.signal);
    expect(listeners()).toEqual([1, 1]);
    const reason = new Error('the other');
    other.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(listeners()).toEqual([0, 0]);
    one.abort(new Error('too late'));
    await expect(gate.enter(new AbortController().signal, other.signal)).rejects.toBe(reason);
  });

  test.each(['let in', 'refused'])('who is %s is not listened to any more', async (outcome) => {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map(({ signal }) => signal);
    await comeAlone('alone');
    const waiting = visitors.come('waiting', gate.enter(...signals)).catch(() => 'refused');
    if (outcome === 'refused') {
      gate.close(new Error('closed'));
    }
    await visitors.leave('alone');
    await waiting;
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
  });
});
