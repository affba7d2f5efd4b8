import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemCode } from '@actionrunner/core';

const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no HTTP request, or never became a whole one, with a JSON error and closes the connection. */
export function answerClientError(error: Error, socket: Duplex): void {
  if (systemCode(error) === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUSES[systemCode(error) ?? ''] ?? 400;
  const reason =
    status === 408 ? 'The request took too long to arrive.' : `The request is not valid HTTP: ${error.message}.`;
  const body = JSON.stringify({ error: reason });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
