import { checkHealth } from '@actionrunner/http/check-health';

checkHealth().then((isHealthy) => process.exit(isHealthy ? 0 : 1));
