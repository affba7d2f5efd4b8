import type { Readable, Writable } from 'node:stream';
import type { RunningProcess } from '../process/running-process.js';

const ANSWER = Buffer.from('{}\n');

/** As much of the end of an output pipe as a loop process needs. */
class StandInOutput {
  readonly readableLength = 0;
  receive: (bytes: Buffer, isBorrowed: boolean) => void = () => undefined;

  lend(receive: (bytes: Buffer, isBorrowed: boolean) => void): void {
    this.receive = receive;
  }

  once(): this {
    return this;
  }
}

/** Creates what stands for a loop process, to rehearse an activation: nothing runs, and each message is answered with `{}`. */
export function createStandIn(): RunningProcess {
  const channel = new StandInOutput();
  const input = {
    write: () => {
      setImmediate(() => channel.receive(ANSWER, true));
      return true;
    },
  };
  return {
    pid: 0,
    stdin: input as unknown as Writable,
    unread: undefined,
    stdout: new StandInOutput() as unknown as Readable,
    stderr: new StandInOutput() as unknown as Readable,
    channel: channel as unknown as Readable,
    exited: new Promise(() => undefined),
    kill: () => undefined,
    leftBehind: () => [],
  };
}
