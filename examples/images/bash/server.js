import { serve } from '@actionrunner/http/serve';
import { BashRunner } from '@actionrunner/runners/bash';

await serve(new BashRunner());
