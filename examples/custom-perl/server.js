import { serve } from '@actionrunner/http';
import PerlRunner from './perl-runner.js';

await serve(new PerlRunner());
