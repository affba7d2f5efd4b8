import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import PerlRunner from './perl-runner.js';

await serveOrExit(new PerlRunner());
