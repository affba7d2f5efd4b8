import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { DevSession } from '../../src/dev/dev-session.js';

const sandbox = setUpCommandSandbox();

it('waits for a runtime that an earlier change killed, however soon it is closed', async () => {
  sandbox.write('a.sh', 'pwd\nsleep 300\n');
  let text = '';
  let reportLine: (line: string) => void = () => undefined;
  const line = new Promise<string>((resolve) => {
    reportLine = resolve;
  });
  const session = new DevSession(
    {
      path: join(sandbox.folder, 'a.sh'),
      ...{ runner: undefined, image: undefined, loop: {}, timeoutMs: 60_000 },
      ...{ init: { main: 'main' }, cold: false, record: false, onRequest: false },
    },
    '{}',
    {
      logs: {
        write: (_stream, bytes) => {
          text += String(bytes);
          if (text.includes('\n')) {
            reportLine(text.trim());
          }
        },
        frame: () => undefined,
      },
      note: () => undefined,
      result: async () => undefined,
    },
  );
  void session.reload();
  const folder = await line;
  expect(folder).toMatch(/actionrunner/);
  expect(existsSync(folder)).toBe(true);
  void session.reload();
  await session.close();
  expect(existsSync(folder)).toBe(false);
});
