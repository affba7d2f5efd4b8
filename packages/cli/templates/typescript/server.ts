import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import Runner from './runner.js';

void serveOrExit(new Runner());
