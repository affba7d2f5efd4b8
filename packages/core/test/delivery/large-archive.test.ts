import { randomBytes } from 'node:crypto';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { ActionProxy } from '../../src/proxy/action-proxy.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { setUpSandbox } from '../support/tree.js';

const LARGE_BYTES = 1_000_000;

describe('an init with a large archive', () => {
  const sandbox = setUpSandbox();
  afterEach(() => jest.restoreAllMocks());

  test('never makes a text of it', async () => {
    const zip = buildZip([
      { name: 'exec', data: '#!/bin/sh\necho "{}"\n' },
      { name: 'model', data: randomBytes(LARGE_BYTES), method: 0 },
    ]);
    const body = Buffer.from(JSON.stringify({ value: { binary: true, code: zip.toString('base64') } }));
    const lengths: number[] = [];
    const toText = Buffer.prototype.toString;
    jest.spyOn(Buffer.prototype, 'toString').mockImplementation(function (this: Buffer, ...args) {
      const text = toText.apply(this, args);
      lengths.push(text.length);
      return text;
    });
    const proxy = new ActionProxy(new NativeRunner({ directory: sandbox.directory }), { logs: new MemoryLogSink() });
    await proxy.init(body);
    await proxy.stop();
    expect(lengths.length).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThan(LARGE_BYTES / 10);
  });
});
