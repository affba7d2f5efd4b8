import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { BashRunner } from '@actionrunner/runners/bash';

serveOrExit(new BashRunner());
