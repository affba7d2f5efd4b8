import { NativeRunner, placeStub } from '@actionrunner/core';
import { serve } from '@actionrunner/http/serve';

const runner = new NativeRunner();
await placeStub(runner.directory);
await serve(runner);
