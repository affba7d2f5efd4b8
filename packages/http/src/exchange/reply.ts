/** What a request is answered with: a `ServerResponse`, or the reply to a request that Node did not parse. */
export interface Reply {
  /** 200 as long as nothing has been sent. */
  readonly statusCode: number;
  readonly headersSent: boolean;
  /** Whether the connection is closed. */
  readonly destroyed: boolean;
  /** Whether all of the answer has been handed to the system. */
  readonly writableFinished: boolean;
  /** @param head names and values in turns */
  writeHead(status: number, head: string[]): unknown;
  /** @param encoding of a string */
  end(body: string | Buffer, encoding: 'latin1'): unknown;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}
