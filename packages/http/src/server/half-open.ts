import type { Server, Socket } from 'node:net';

/** How often it is checked whether a client that has ended its side is still there. */
const CHECK_MS = 1_000;

/**
 * What a server of `node:http` reads whenever a client ends its side; by default it then drops the connection with all answers
 * (lib/_http_server.js).
 */
export const ALLOW_HALF_OPEN = { httpAllowHalfOpen: true };

/**
 * Lets a server answer clients that send a request, end their side of the connection and wait, as `nc -N` does, once their requests are read by
 * something that allows it: {@link ALLOW_HALF_OPEN}. A connection that is reset is closed. So is a Unix domain socket that the client has
 * closed; at a TCP socket, closing looks like ending one side until something is sent.
 */
export function serveHalfOpen(server: Server): void {
  server.on('connection', (socket: Socket) => socket.once('end', () => closeWhenGone(socket)));
}

/** Writes nothing, which fails if the other side is gone, and then closes the socket. */
function closeWhenGone(socket: Socket): void {
  if (!socket.writable) {
    return;
  }
  socket.write('');
  const check = setInterval(() => socket.writable && socket.write(''), CHECK_MS).unref();
  socket.once('close', () => clearInterval(check));
}
