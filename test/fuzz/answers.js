// @ts-check
/** Reads the answers on a connection, strictly: what a careful client could not make sense of is a problem. */

/** @typedef {{ status: number, body: Buffer, code: string | undefined }} Answer code: of a failure */

const HEAD_END = Buffer.from('\r\n\r\n');

export class AnswerReader {
  /** @type {Answer[]} */
  answers = [];
  /** @type {string | undefined} */
  problem;
  /** @type {Buffer} */
  #rest = Buffer.alloc(0);
  #needed = 0;
  /** @type {readonly string[]} */
  #methods;

  /** @param {readonly string[]} [methods] of the requests; POST where there is none */
  constructor(methods = []) {
    this.#methods = methods;
  }

  /** Bytes of an answer that is not complete. */
  get pending() {
    return this.#rest.length;
  }

  /** @param {Buffer} bytes */
  take(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.problem === undefined && this.#rest.length > 0 && this.#rest.length >= this.#needed && this.#next());
  }

  #next() {
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return false;
    const [first = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first)?.[1]);
    const headers = lines.map((line) => /^([!#$%&'*+.^_`|~0-9a-z-]+): ?([^\r\n\0]*)$/i.exec(line));
    if (!(status >= 100) || headers.includes(null)) return this.#fail(`a malformed head of an answer: ${first}`);
    /** @param {string} name */
    const values = (name) => headers.flatMap((header) => (header?.[1]?.toLowerCase() === name ? [header[2]] : []));
    if (values('x-injected').length > 0) return this.#fail('a header of the request is in the answer');
    const start = end + HEAD_END.length;
    if (status < 200) {
      this.#rest = this.#rest.subarray(start);
      return status === 100 || this.#fail(`status ${status}`);
    }
    const [length, ...more] = values('content-length');
    if (length === undefined || more.length > 0 || !/^\d+$/.test(length)) {
      return this.#fail(`an answer with status ${status} without a Content-Length`);
    }
    if (values('transfer-encoding').length > 0) return this.#fail('an answer with a Transfer-Encoding');
    const hasBody = this.#methods[this.answers.length] !== 'HEAD';
    this.#needed = start + (hasBody ? Number(length) : 0);
    if (this.#rest.length < this.#needed) return false;
    const body = this.#rest.subarray(start, this.#needed);
    this.#rest = this.#rest.subarray(this.#needed);
    this.#needed = 0;
    this.answers.push({ status, body, code: values('x-actionrunner-error')[0] });
    return hasBody ? this.#checkBody(status, body) : true;
  }

  /** @param {number} status @param {Buffer} body */
  #checkBody(status, body) {
    let value;
    try {
      value = JSON.parse(body.toString());
    } catch {
      return this.#fail(`an answer with status ${status} whose body is not JSON: ${body.toString('latin1', 0, 100)}`);
    }
    const isError = typeof value?.error === 'string';
    if (status >= 400 && !isError)
      return this.#fail(`an answer with status ${status} that names no error: ${body.toString('latin1', 0, 100)}`);
    return true;
  }

  /** @param {string} problem */
  #fail(problem) {
    this.problem = problem;
    return false;
  }
}
