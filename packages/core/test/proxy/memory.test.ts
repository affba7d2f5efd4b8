import { runProgram } from '../support/child-program.js';
import { ControlGroup } from '../support/control-group.js';
import { testWhere } from '../support/test-where.js';
import { makeSandbox } from '../support/tree.js';

const LIMIT_BYTES = 256 * 1024 * 1024;

/** A runtime in a control group of its own, which runs shell scripts one after the other and tells what became of them. */
const RUNTIME = `
  import { writeFileSync } from 'node:fs';
  import { ActionProxy, NativeRunner, RequestReport } from '@actionrunner/core';
  const [group, directory, ...scripts] = process.argv.slice(1);
  writeFileSync(group + '/cgroup.procs', String(process.pid));
  const logged = { stdout: '', stderr: '' };
  const logs = { write: (stream, bytes) => { logged[stream] += bytes; }, frame: () => undefined };
  const proxy = new ActionProxy(new NativeRunner({ directory }), { logs, allowReinit: true });
  const outcomes = [];
  for (const script of scripts) {
    await proxy.init(Buffer.from(JSON.stringify({ value: { code: '#!/bin/sh\\n' + script } })));
    const report = new RequestReport();
    logged.stderr = '';
    const answer = await proxy.run(Buffer.from('{}'), { report }).then(String, (error) => error.message);
    outcomes.push({ answer, code: report.code, stderr: logged.stderr });
  }
  await proxy.stop();
  console.log(JSON.stringify(outcomes));
`;

describe('memory that is really exhausted', () => {
  const what = 'memory that is really exhausted';
  testWhere(
    ControlGroup.isPossible,
    'the right to make a control group',
    what,
  )('is named as the cause; the runtime lives on and answers', async () => {
    const sandbox = makeSandbox();
    const group = ControlGroup.make();
    try {
      group.limit(LIMIT_BYTES);
      const scripts = [
        // Keeps everything until there is a line.
        'exec tail /dev/zero',
        'tail /dev/zero',
        'kill -KILL $$',
        'echo \'{"last":true}\'',
      ];
      const outcomes = await runProgram(RUNTIME, { args: [group.path, sandbox.directory, ...scripts] });
      const message = 'The action exhausted its memory and was aborted.';
      const exhausted = {
        answer: message,
        code: 'ERR_RUNNER_MEMORY',
        stderr: expect.stringMatching(`${message}\n$`),
      };
      expect(outcomes).toEqual([
        { ...exhausted, stderr: `${message}\n` },
        exhausted,
        {
          answer: 'The action was killed by SIGKILL.',
          code: 'ERR_RUNNER_CRASHED',
          stderr: 'The action was killed by SIGKILL.\n',
        },
        { answer: '{"last":true}', stderr: '' },
      ]);
    } finally {
      await group.remove();
    }
  });
});
