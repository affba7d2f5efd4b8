import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterTest } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Exchanges } from '../../src/server/exchanges.js';
import { Connection } from '../support/connection.js';

test('forgets all requests of a connection that is closed, those that waited for the answer to another one, too', async () => {
  const exchanges = new Exchanges();
  const responses: ServerResponse[] = [];
  const closed: ServerResponse[] = [];
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    request.resume();
    exchanges.add(response);
    responses.push(response);
    response.once('close', () => closed.push(response));
  });
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => void server.close());
  const connection = await Connection.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (let count = 0; count < 3; count++) {
    connection.send('/');
  }
  await waitFor('the requests', () => responses.length === 3 && responses.every(({ req }) => req.complete));
  expect(exchanges.areSent).toBe(false);
  connection.close();
  await waitFor('the end of the connection', () => sockets[0]?.closed === true);
  expect(exchanges.areSent).toBe(true);
  expect(new Set(closed)).toEqual(new Set(responses));
  expect(responses.every(({ destroyed }) => destroyed)).toBe(true);
});
