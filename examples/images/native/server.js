import { NativeRunner, placeStub } from '@actionrunner/core';
import { serveOrExit } from '@actionrunner/http/serve-or-exit';

serveOrExit(async () => {
  const runner = new NativeRunner();
  await placeStub(runner.directory);
  return runner;
});
