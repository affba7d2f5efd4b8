import { connect, type Socket } from 'node:net';
import { eventually } from './command.js';

/** A message of the Debug Adapter Protocol, as far as tests look at it. */
export interface AdapterMessage {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly body?: {
    readonly threadId?: number;
    readonly reason?: string;
    readonly result?: string;
    readonly breakpoints?: readonly { readonly verified: boolean; readonly line?: number }[];
    readonly stackFrames?: readonly {
      readonly id: number;
      readonly line: number;
      readonly source?: { readonly path?: string };
    }[];
  };
}

const HEAD = /^Content-Length: (\d+)\r\n\r\n/;

/** A client of debugpy, as an editor is one. */
export class DebugAdapter {
  /** The end of the session, when the program has exited. */
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #messages: AdapterMessage[] = [];
  #received: Buffer = Buffer.alloc(0);
  #seq = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      for (let text = this.#take(); text !== undefined; text = this.#take()) {
        this.#messages.push(JSON.parse(text) as AdapterMessage);
      }
    });
  }

  /** Connects, when somebody listens, and attaches. @param attach as in `launch.json` */
  static async attach(port: number, attach: object): Promise<DebugAdapter> {
    let adapter: DebugAdapter | undefined;
    await eventually('debugpy', async () => {
      const socket = await new Promise<Socket | undefined>((done) => {
        const candidate = connect(port, '127.0.0.1');
        candidate.once('connect', () => done(candidate));
        candidate.once('error', () => done(undefined));
      });
      const candidate = socket && new DebugAdapter(socket);
      // That of a program which is exiting accepts, and then closes.
      const answer = candidate?.request('initialize', { adapterID: 'test', pathFormat: 'path' });
      adapter = await answer?.then(
        () => candidate,
        () => undefined,
      );
      return adapter !== undefined;
    });
    if (!adapter) throw new Error('no debugpy');
    // Its answer comes after `configurationDone`.
    adapter.#send('attach', attach);
    await adapter.event('initialized');
    return adapter;
  }

  /** Sends a request. @returns its answer */
  async request(command: string, args: object = {}): Promise<AdapterMessage> {
    const seq = this.#send(command, args);
    return await this.#find(`an answer to ${command}`, ({ request_seq: of }) => of === seq);
  }

  /** Waits for an event. */
  async event(name: string): Promise<AdapterMessage> {
    return await this.#find(`the event ${name}`, ({ event }) => event === name);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(command: string, args: object): number {
    const seq = ++this.#seq;
    const body = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.#socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return seq;
  }

  async #find(what: string, fits: (message: AdapterMessage) => boolean): Promise<AdapterMessage> {
    await eventually(what, () => this.#socket.destroyed || this.#messages.some(fits));
    const at = this.#messages.findIndex(fits);
    if (at < 0) throw new Error(`The session has ended without ${what}.`);
    return this.#messages.splice(at, 1)[0] as AdapterMessage;
  }

  #take(): string | undefined {
    const [head, length] = HEAD.exec(this.#received.toString('latin1')) ?? [];
    const end = (head?.length ?? 0) + Number(length);
    if (head === undefined || this.#received.length < end) {
      return undefined;
    }
    const text = this.#received.toString('utf8', head.length, end);
    this.#received = this.#received.subarray(end);
    return text;
  }
}
