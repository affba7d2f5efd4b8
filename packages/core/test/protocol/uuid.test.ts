import * as fs from 'node:fs';
import { createUuid } from '../../src/protocol/uuid.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('creates a random UUID on each call', () => {
  const uuids = Array.from({ length: 100 }, createUuid);
  expect(uuids.filter((uuid) => !UUID.test(uuid))).toEqual([]);
  expect(new Set(uuids).size).toBe(uuids.length);
});

test('closes what it reads', () => {
  const open = () => fs.readdirSync('/proc/self/fd').length;
  const before = open();
  for (let count = 0; count < 50; count++) createUuid();
  expect(open()).toBeLessThanOrEqual(before + 5);
});
