import { parseDebugFlags } from '../../src/debug/debug-options.js';
import { findDebugger, formatAddress } from '../../src/debug/debuggers.js';

it.each<[command: string, waits: boolean, expected: string]>([
  ['node main.js', false, 'node --inspect=A main.js'],
  ['/usr/bin/node --trace-warnings main.js', true, '/usr/bin/node --inspect-brk=A --trace-warnings main.js'],
  ['python3 main.py x', false, 'python3 -X frozen_modules=off -m debugpy --listen A main.py x'],
  [
    'python3.12 -B -X utf8 -u main.py -x',
    true,
    'python3.12 -B -X utf8 -u -X frozen_modules=off -m debugpy --listen A --wait-for-client main.py -x',
  ],
  ['/opt/bin/python -m package', false, '/opt/bin/python -X frozen_modules=off -m debugpy --listen A -m package'],
])('%s', (command, waits, expected) => {
  const words = command.split(' ');
  expect(
    findDebugger(words[0] as string)
      ?.insert(words, 'A', waits)
      .join(' '),
  ).toBe(expected);
});

it.each(['ruby', 'nodemon', 'python-config', './exec'])('there is none for %s', (program) => {
  expect(findDebugger(program)).toBeUndefined();
});

it.each([
  ['on', '127.0.0.1:9229'],
  ['9230', '127.0.0.1:9230'],
  ['0.0.0.0:1', '0.0.0.0:1'],
  ['[::1]:65535', '[::1]:65535'],
])('--inspect=%s listens on %s', (inspect, address) => {
  const options = parseDebugFlags({ inspect });
  const debug = findDebugger('node');
  expect(options && debug && formatAddress(options, debug)).toBe(address);
});

it.each([
  [{ inspect: '0' }, '--inspect=0 must be a port or host:port, as in --inspect=9229.'],
  [{ debug: '65536' }, '--inspect=65536 must be'],
  [{ inspect: 'a b:1' }, '--inspect=a b:1 must be'],
  [{ inspect: 'on', inspectBrk: 'on' }, 'choose one of'],
  [{ inspect: 'on', isolation: 'fork' as const }, '--isolation loop'],
  [{ inspect: 'on', image: 'x' }, 'it cannot be combined with --image'],
  [{ inspect: 'on', url: 'x' }, 'it cannot be combined with --url'],
])('%j is refused', (flags, message) => {
  expect(() => parseDebugFlags(flags)).toThrow(message);
});
