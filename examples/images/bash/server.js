import { placeStub } from '@actionrunner/core';
import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { BashRunner } from '@actionrunner/runners/bash';

serveOrExit(async () => {
  const runner = new BashRunner();
  await placeStub(runner.directory);
  return runner;
});
