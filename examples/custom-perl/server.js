import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import PerlRunner from './perl-runner.js';

serveOrExit(new PerlRunner());
