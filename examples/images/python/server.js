import { serve } from '@actionrunner/http/serve';
import { PythonRunner } from '@actionrunner/runners/python';

await serve(new PythonRunner({ launcher: '/server/launcher.py' }));
