import { serve } from '@actionrunner/http/serve';
import { CRunner } from '@actionrunner/runners/c';

await serve(new CRunner());
