import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { CRunner } from '@actionrunner/runners/c';

serveOrExit(new CRunner());
