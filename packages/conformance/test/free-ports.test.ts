import { FreePorts } from '../src/target/free-ports.js';

describe('FreePorts', () => {
  it('gives no port twice, as a runtime that got one does not listen yet', async () => {
    const ports = new FreePorts();
    const found: number[] = [];
    for (let count = 0; count < 1_000; count++) {
      found.push(await ports.find());
    }
    expect(new Set(found).size).toBe(found.length);
  });
});
