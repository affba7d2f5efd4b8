import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { detectScriptKind } from '../../src/bash/script-kind.js';

test.each([
  ['echo {}', 'plain'],
  ['', 'plain'],
  [' #!/bin/bash', 'plain'],
  ['#!/bin/bash', 'bash'],
  ['#! /usr/local/bin/bash -eu\n', 'bash'],
  ['#!/usr/bin/env bash', 'bash'],
  ['#!/usr/bin/env -S bash -eu', 'bash'],
  ['#!/usr/bin/env -S /bin/bash', 'bash'],
  ['#!/bin/sh\n# bash', 'other'],
  ['#!/bin/sh bash', 'other'],
  ['#!/usr/bin/env python3', 'other'],
  ['#!/usr/bin/env', 'other'],
  ['\x7fELF\x02\x01\x01\0\0\0', 'other'],
])('a file that begins with %j is %s', async (text, kind) => {
  const file = join(temporaryDirectory(), 'exec');
  writeFileSync(file, text);

  expect(await detectScriptKind(file)).toBe(kind);
});

test('a missing file is plain', async () => {
  expect(await detectScriptKind(join(temporaryDirectory(), 'exec'))).toBe('plain');
});
