/** `test` where the machine has what it needs; elsewhere a skipped test, and a warning that says what was not tested. */
export function testWhere(holds: boolean, needs: string, what: string): jest.It {
  if (!holds) {
    console.warn(`SKIPPED: ${what}: it needs ${needs}.`);
  }
  return holds ? test : test.skip;
}

export const IS_ROOT = process.getuid?.() === 0;
export const IS_LINUX = process.platform === 'linux';
