import { openSync, readdirSync } from 'node:fs';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { FIFOS_PER_PLACE, ForkPlace } from '../../src/forks/fork-place.js';
import { makeFifos } from '../../src/process/fifos.js';
import { NewPids } from '../../src/shells/new-pids.js';
import { testWhere } from '../support/test-where.js';

const onLinux = testWhere(process.platform === 'linux', 'Linux', 'a place for forks');

const countOpen = () => readdirSync('/proc/self/fd').length;

onLinux('a place that cannot open one of its pipes keeps no file open', async () => {
  const host = { pids: new NewPids(), usable: true, armed: () => undefined, retired: () => undefined };
  const folders = [temporaryDirectory()];
  const before = countOpen();
  const fifos = await makeFifos(folders, FIFOS_PER_PLACE - 1);
  // Where it reports: nobody can write to a folder.
  fifos.push(openSync('/', 'r'));
  expect(() => new ForkPlace({ ...host, folders }, fifos)).toThrow('EISDIR');
  expect(countOpen()).toBe(before);
});
