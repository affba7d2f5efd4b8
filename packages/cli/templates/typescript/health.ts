import { checkHealth } from '@actionrunner/http/check-health';

void checkHealth().then((isHealthy) => process.exit(isHealthy ? 0 : 1));
