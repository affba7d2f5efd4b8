import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

const TEXT = 0x81;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** As much of a WebSocket (RFC 6455) as Node's inspector needs, which Node.js 20 has no client for: whole text messages. */
export interface TextSocket {
  send(text: string): void;
  close(): void;
}

/** Opens a socket. @param onMessage receives each text */
export function openTextSocket(url: string, onMessage: (text: string) => void): Promise<TextSocket> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    };
    const outgoing = request(url.replace(/^ws:/, 'http:'), { headers, agent: false });
    outgoing.once('error', reject);
    outgoing.once('upgrade', (_response, socket: Duplex) => {
      let received = Buffer.alloc(0);
      socket.on('data', (bytes: Buffer) => {
        received = Buffer.concat([received, bytes]);
        for (let frame = takeFrame(received); frame; frame = takeFrame(received)) {
          received = received.subarray(frame.end);
          onMessage(frame.text);
        }
      });
      resolve({ send: (text) => socket.write(encodeFrame(text)), close: () => socket.destroy() });
    });
    outgoing.end();
  });
}

function encodeFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt8(TEXT, 0);
  head.writeUInt8(MASKED | LENGTH_16, 1);
  head.writeUInt16BE(bytes.length, 2);
  // A mask of zeros changes nothing.
  return Buffer.concat([head, Buffer.alloc(4), bytes]);
}

function takeFrame(bytes: Buffer): { readonly text: string; readonly end: number } | undefined {
  const short = bytes[1];
  const start = short === LENGTH_64 ? 10 : short === LENGTH_16 ? 4 : 2;
  if (short === undefined || bytes.length < start) {
    return undefined;
  }
  const long = short === LENGTH_64 ? Number(bytes.readBigUInt64BE(2)) : bytes.readUInt16BE(2);
  const end = start + (short < LENGTH_16 ? short : long);
  return bytes.length < end ? undefined : { text: bytes.toString('utf8', start, end), end };
}
