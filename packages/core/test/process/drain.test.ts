import { Readable } from 'node:stream';
import { drain, OutputReader } from '../../src/process/output-reader.js';

describe('drain', () => {
  test('gives up on a pipe that has something new each time one looks', async () => {
    const endless = new Readable({
      read() {
        setImmediate(() => this.push('x'));
      },
    });
    let received = 0;
    const reader = new OutputReader(endless, (bytes) => {
      received += bytes.length;
    });
    await drain([reader]);
    expect(received).toBeGreaterThan(10);
    reader.close();
  });

  test('waits until the receiver has taken what was read', async () => {
    let taken = false;
    const reader = new OutputReader(Readable.from([Buffer.from('x')]), async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      taken = true;
    });
    await drain([reader]);
    expect(taken).toBe(true);
  });

  test('a receiver of JavaScript may return anything', async () => {
    let received = '';
    const append = (bytes: Buffer): unknown => (received += bytes.toString());
    const reader = new OutputReader(Readable.from([Buffer.from('x'), Buffer.from('y')]), append as () => void);
    await drain([reader]);
    expect(received).toBe('xy');
  });
});
