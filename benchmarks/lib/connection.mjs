import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** The bytes of a POST request, made once and sent often. */
export function postRequest(path, body) {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** One keep-alive connection, without the cost of an HTTP client: that would count for every target and blur the ratios. */
export class Connection {
  #socket;
  #chunks = [];
  #received = 0;
  #expected = Number.POSITIVE_INFINITY;
  #answered = () => undefined;
  #failed = () => undefined;
  #closed = false;

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => {
      this.#closed = true;
      this.#failed(new Error('the server closed the connection'));
    });
  }

  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Sends a request. @returns the body of the answer @throws unless its status is 200 */
  async send(request) {
    if (this.#closed) throw new Error('the connection is closed');
    const answer = await new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request);
    });
    const headEnd = answer.indexOf(HEAD_END) + HEAD_END.length;
    if (answer.toString('latin1', 9, 12) !== '200') throw new Error(`the server answered ${answer.toString()}`);
    return answer.subarray(headEnd);
  }

  close() {
    this.#failed = () => undefined;
    this.#socket.destroy();
  }

  #take(bytes) {
    this.#chunks.push(bytes);
    this.#received += bytes.length;
    if (this.#expected === Number.POSITIVE_INFINITY) this.#readHead();
    if (this.#received < this.#expected) return;
    const answer = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#received = 0;
    this.#expected = Number.POSITIVE_INFINITY;
    this.#answered(answer);
  }

  #readHead() {
    const start = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const end = start.indexOf(HEAD_END);
    if (end < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(start.toString('latin1', 0, end));
    if (!length) return this.#failed(new Error('the answer has no Content-Length'));
    this.#expected = end + HEAD_END.length + Number(length[1]);
  }
}
