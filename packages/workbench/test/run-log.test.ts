import { RunLog } from '../src/runs/run-log.js';

it('joins a line that comes in pieces, of both streams', () => {
  const log = new RunLog();
  const bytes = Buffer.from('é');
  log.add('stdout', Buffer.concat([Buffer.from('caf'), bytes.subarray(0, 1)]));
  log.add('stderr', Buffer.from('error'));
  log.add('stdout', Buffer.concat([bytes.subarray(1), Buffer.from('\r\n\nsecond')]));
  log.add('stdout', Buffer.from(' line'));
  log.finish();
  expect(log.lines).toEqual([
    ['stdout', 'café'],
    ['stdout', ''],
    ['stdout', 'second line'],
    ['stderr', 'error'],
  ]);
});

it('takes a line of 10 MB in the smallest pieces', () => {
  const log = new RunLog();
  const piece = Buffer.alloc(32, 'x');
  const pieces = (10 * 1024 * 1024) / piece.length;
  for (let index = 0; index < pieces; index++) {
    log.add('stdout', piece);
  }
  log.finish();
  expect(log.lines.map(([stream, text]) => [stream, text.length])).toEqual([['stdout', 10 * 1024 * 1024]]);
});
