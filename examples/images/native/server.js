import { NativeRunner, placeStub } from '@actionrunner/core';
import { serveOrExit } from '@actionrunner/http/serve-or-exit';

const runner = new NativeRunner();
await placeStub(runner.directory);
await serveOrExit(runner);
