import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { PythonRunner } from '@actionrunner/runners/python';

serveOrExit(new PythonRunner({ launcher: '/server/launcher.py' }));
