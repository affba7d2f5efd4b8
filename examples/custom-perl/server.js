import { serve } from '@actionrunner/http/serve';
import PerlRunner from './perl-runner.js';

await serve(new PerlRunner());
