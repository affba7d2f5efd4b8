import { checkHealth } from '@actionrunner/http/check-health';

process.exit((await checkHealth()) ? 0 : 1);
