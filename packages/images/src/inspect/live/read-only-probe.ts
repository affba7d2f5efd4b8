import { createContext, encodeInit } from '@actionrunner/core/internal';
import { ANSWER_LIMIT_MS, explainFailure, type Probe } from './probe.js';

const ACTION = { name: 'inspect', main: 'main', code: 'true\n', binary: false };

/** Runs with a read-only root, as in a hardened cluster: only mounts are writable. */
export const READ_ONLY_PROBE: Probe = {
  checks: [
    {
      id: 'read-only-root',
      profiles: { openwhisk: 'warn', knative: 'warn' },
      why: 'Clusters may run containers with a read-only root file system; then only /action is writable.',
      mend: 'Write only to the action directory, including temporary files (TMPDIR), and make it a volume or a tmpfs.',
    },
  ],
  run: async ({ containers, engine, image }) => {
    // Podman adds writable folders; docker and clusters do not.
    const strict = engine.kind === 'podman' ? ['--read-only-tmpfs=false'] : [];
    const args = ['--read-only', ...strict, '--volume', '/action'];
    const container = await containers.start({ image, args, listens: 8080 });
    try {
      const body = encodeInit(ACTION, createContext('inspect'));
      const { status, body: text } = await container.reach({ path: '/init', body }, ANSWER_LIMIT_MS);
      // A refusal may be due to the code, which few languages accept.
      const holds = status !== 500 && !/EROFS|EACCES|read-only/i.test(text);
      const found = holds
        ? `it answers with a read-only root and one writable /action`
        : `POST /init: ${status} ${text}`;
      return { 'read-only-root': { holds, found: found.trim() } };
    } catch (error) {
      return { 'read-only-root': explainFailure(error, container.tail) };
    }
  },
};
