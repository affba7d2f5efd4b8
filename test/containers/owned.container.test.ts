import { spawnSync } from 'node:child_process';
import { tagOf } from '../../scripts/images/catalogue.js';
import { docker } from './support/docker.js';
import { isAlive, sweep } from './support/owned.js';

it('what a killed run left is removed; what others use stays', async () => {
  const gone = spawnSync('true').pid;
  const begin = (owner: number) =>
    docker(['run', '-d', '--network', 'none', '--label', 'ci=1', '--label', `ci.owner=${owner}`, tagOf('bash')]);
  const [left, used] = await Promise.all([begin(gone), begin(process.pid)]);

  await sweep((owner) => !isAlive(owner));

  const containers = await docker(['ps', '-a', '-q', '--no-trunc']);
  expect(containers).toContain(used);
  expect(containers).not.toContain(left);
});
