import { connect, type Socket } from 'node:net';

/** One HTTP answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The parsed body. */
  readonly json: unknown;
  /** Head and body as received. */
  readonly raw: Buffer;
}

/** What a request has beside its route. */
export interface RequestOptions {
  readonly method?: string;
  /** Sent as they are, after Host and Content-Length; a `content-length` here replaces ours. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
  /** Whether the answer has a length but no body, as that to HEAD. */
  readonly bodiless?: boolean;
}

const HEAD_END = '\r\n\r\n';

/**
 * A client connection that takes HTTP literally: an answer without a Content-Length is an error,
 * since the invoker drops such a one.
 */
export class Connection {
  /** Settles when the server has closed the connection, or broken it off. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #length = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#chunks.push(bytes);
      this.#length += bytes.length;
      this.#wake();
    });
    // A reset shows as a missing answer.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      for (const end of ['end', 'close']) {
        socket.once(end, () => {
          this.#ended = true;
          this.#wake();
          resolve();
        });
      }
    });
  }

  /** @param url `http://host:port`, or the path of a socket */
  static async open(url: string): Promise<Connection> {
    const { hostname, port } = url.startsWith('/') ? { hostname: '', port: '' } : new URL(url);
    const socket = port === '' ? connect(url) : connect(Number(port), hostname);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Connection(socket);
  }

  /** Sends bytes as they are. */
  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** Sends a request and does not wait for its answer. */
  send(path: string, { method = 'POST', headers = {}, body = '' }: RequestOptions = {}): void {
    const bytes =
      typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    const framed = 'content-length' in headers || 'transfer-encoding' in headers;
    const fields = { host: 'action', ...(framed ? {} : { 'content-length': bytes.length }), ...headers };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    // In one piece: writing the rest, even no bytes, to a server that has answered and closed breaks the connection off.
    this.#socket.write(Buffer.concat([head, bytes]));
  }

  /** The next answer. */
  async answer({ bodiless = false }: Pick<RequestOptions, 'bodiless'> = {}): Promise<Answer> {
    await this.#until(() => this.#received().includes(HEAD_END));
    const headEnd = this.#received().indexOf(HEAD_END);
    const head = this.#received().toString('latin1', 0, headEnd);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = headers['content-length'];
    if (length === undefined) {
      throw new Error(`The answer has no Content-Length:\n${head}`);
    }
    const start = headEnd + HEAD_END.length;
    const end = start + (bodiless ? 0 : Number(length));
    await this.#until(() => this.#length >= end);
    const bytes = this.#received();
    this.#chunks = [bytes.subarray(end)];
    this.#length -= end;
    const body = bytes.subarray(start, end);
    return {
      status: Number(statusLine.split(' ')[1]),
      headers,
      body,
      get json() {
        return JSON.parse(body.toString()) as unknown;
      },
      raw: bytes.subarray(0, end),
    };
  }

  /** Sends a request and waits for its answer. */
  async request(path: string, options: RequestOptions = {}): Promise<Answer> {
    this.send(path, options);
    return await this.answer(options);
  }

  /** Waits for exactly this text, which is no answer. */
  async text(expected: string): Promise<void> {
    await this.#until(() => this.#length >= expected.length);
    const bytes = this.#received();
    const received = bytes.toString('latin1', 0, expected.length);
    if (received !== expected) {
      throw new Error(`Received ${JSON.stringify(received)} in place of ${JSON.stringify(expected)}`);
    }
    this.#chunks = [bytes.subarray(expected.length)];
    this.#length -= expected.length;
  }

  /** Reads no more. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads again. */
  resume(): void {
    this.#socket.resume();
  }

  /** Sends no more, and waits for the answers. */
  endSending(): void {
    this.#socket.end();
  }

  /** Goes away without a word. */
  close(): void {
    this.#socket.destroy();
  }

  /** Goes away and breaks the connection off (TCP only). */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #received(): Buffer {
    if (this.#chunks.length !== 1) {
      this.#chunks = [Buffer.concat(this.#chunks)];
    }
    return this.#chunks[0] as Buffer;
  }

  async #until(arrived: () => boolean): Promise<void> {
    while (!arrived()) {
      if (this.#ended) {
        const start = JSON.stringify(this.#received().toString('latin1', 0, 300));
        throw new Error(`The connection ended before the answer, after ${this.#length} bytes: ${start}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** One request over a connection of its own. */
export async function request(url: string, path: string, options?: RequestOptions): Promise<Answer> {
  const connection = await Connection.open(url);
  try {
    return await connection.request(path, options);
  } finally {
    connection.close();
  }
}

/** `POST /init` with the given `value`. */
export function init(url: string, value: Record<string, unknown>): Promise<Answer> {
  return request(url, '/init', { body: { value } });
}

/** `POST /run` with the given `value` and the other fields of the message. */
export function run(url: string, value: unknown = {}, context: Record<string, unknown> = {}): Promise<Answer> {
  return request(url, '/run', { body: { value, ...context } });
}
