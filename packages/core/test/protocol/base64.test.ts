import { RunnerError } from '../../src/errors.js';
import { decodeBase64 } from '../../src/protocol/base64.js';

function failure(code: string): RunnerError {
  try {
    decodeBase64(code);
  } catch (error) {
    if (error instanceof RunnerError) return error;
    throw error;
  }
  throw new Error(`decoded ${JSON.stringify(code)}`);
}

describe('decodeBase64', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

  test.each([0, 1, 2, 3, 4, 5, 57, 256])('%i bytes in every form', (length) => {
    const part = bytes.subarray(256 - length);
    const padded = part.toString('base64');
    const lines = padded.replace(/.{1,76}/g, '$&\r\n');
    for (const form of [padded, padded.replace(/=+$/, ''), part.toString('base64url'), lines, `\n ${padded}\t`]) {
      expect(decodeBase64(form)).toEqual(part);
    }
  });

  test.each([
    ['UEsDB%QK', '"%"', 5],
    ['UEsD\nB%QK', '"%"', 6],
    ['UEsDBŁQK', '"Ł"', 5],
    ['UEsDé', '"é"', 4],
    ['UEsD😀', '"😀"', 4],
    ['YQ==YQ==', '"="', 2],
    ['=YQ=', '"="', 0],
    ['YQ=%', '"="', 2],
    ['Y%=Q', '"%"', 1],
    ['YQ\u0000=', '"\\u0000"', 2],
    ['{"a":1}', '"{"', 0],
  ])('%j: the bad character is named', (code, character, position) => {
    const error = failure(code);
    expect(error.code).toBe('ERR_RUNNER_ARCHIVE_INVALID');
    expect(error.message).toContain(`unexpected character ${character} at position ${position}.`);
  });

  test('a character outside Latin-1 does not pass as another one', () => {
    // U+0141 has the low byte of "A".
    expect(Buffer.from('Łbcd', 'base64')).toEqual(Buffer.from('Abcd', 'base64'));
    expect(failure('Łbcd').message).toContain('"Ł" at position 0');
  });

  test.each(['A', 'AAAAA', 'AAAAA===', 'YQ=', 'YWJj=', 'YQ===', '====', '='])('%j is cut off', (code) => {
    const error = failure(code);
    expect(error.code).toBe('ERR_RUNNER_ARCHIVE_INVALID');
    expect(error.message).toContain('cut off');
  });

  test('a bad text is diagnosed in linear time', () => {
    expect(failure('='.repeat(4_000_000)).message).toContain('cut off');
    expect(failure(`${'YQ= '.repeat(1_000_000)}`).message).toContain('position 2');
  });

  test('tens of megabytes with line breaks', () => {
    const line = `${'QUJD'.repeat(19)}\n`;
    expect(decodeBase64(line.repeat(200_000)).length).toBe(200_000 * 57);
  });
});
