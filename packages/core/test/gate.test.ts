import { getEventListeners } from 'node:events';
import { Gate } from '../src/gate.js';

const turn = () => new Promise(setImmediate);

/** Notes who is inside, in the order of entering. */
class Visitors {
  readonly entered: string[] = [];
  readonly #leave = new Map<string, () => void>();

  come(name: string, entering: Promise<() => void>): Promise<void> {
    return entering.then((leave) => {
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
    const waited = gate.idle().then(() => {
      idle = true;
    });
    await turn();
    expect(idle).toBe(false);
    await visitors.leave('inside');
    await waited;
  });

  test('is idle when nobody is inside', async () => {
    await gate.idle();
    await come('a');
    await visitors.leave('a');
    await gate.idle();
  });
});
