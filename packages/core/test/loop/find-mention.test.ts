import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMention } from '../../src/loop/find-mention.js';
import { setUpSandbox } from '../support/tree.js';

const NAME = '__OW_WAIT_FOR_ACK';
/** Files are read in pieces of this length. */
const PIECE_BYTES = 1_048_576;

describe('findMention', () => {
  const sandbox = setUpSandbox();

  const find = (content: string | Buffer) => {
    const path = join(sandbox.directory, 'exec');
    writeFileSync(path, content);
    return findMention(path, sandbox.directory);
  };

  test.each([
    ['a script', `#!/bin/sh\n[ -n "$${NAME}" ] && echo '{"ok":true}' >&3\n`],
    ['a binary', Buffer.concat([Buffer.from([0x7f, 0, 0xff]), Buffer.from(NAME), Buffer.from([0])])],
    ['a file that has it across the edge of two pieces', `${'x'.repeat(PIECE_BYTES - 5)}${NAME}`],
    ['a file that ends with it', `${'x'.repeat(3 * PIECE_BYTES)}${NAME}`],
  ])('finds the variable in %s', async (_, content) => {
    expect(await find(content)).toBe('exec');
  });

  test.each([
    ['another variable', '#!/bin/sh\necho "$__OW_WAIT_FOR"\n'],
    ['nothing', ''],
  ])('finds none in a file with %s', async (_, content) => {
    expect(await find(content)).toBeUndefined();
  });
});
