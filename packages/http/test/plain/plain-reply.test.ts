import { validateHeaderValue } from 'node:http';
import { PlainReply, type ReplyConnection } from '../../src/plain/plain-reply.js';

const CHARACTERS = Array.from({ length: 0x120 }, (_, code) => String.fromCharCode(code));

test('a reply refuses the values of fields that Node.js refuses', () => {
  const isRefused = (check: () => void): boolean => {
    try {
      check();
      return false;
    } catch {
      return true;
    }
  };
  const reply = new PlainReply({} as ReplyConnection);
  const refused = CHARACTERS.filter((value) => isRefused(() => reply.writeHead(200, ['name', `a${value}`])));
  expect(refused).toEqual(CHARACTERS.filter((value) => isRefused(() => validateHeaderValue('name', `a${value}`))));
  expect(refused).toContain('\n');
});
