/** Starts Knative's queue-proxy in front of a port, with the environment that Knative gives it. */
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** @returns the URL to ask, and what stops it */
export async function startQueue(program, port, { concurrency = 0, timeoutSeconds = 300 }) {
  const [servingPort, tlsPort] = [await findPort(), await findPort()];
  const probe = { tcpSocket: { port: Number(port), host: '127.0.0.1' }, successThreshold: 1, timeoutSeconds: 1 };
  const env = {
    CONTAINER_CONCURRENCY: `${concurrency}`,
    QUEUE_SERVING_PORT: `${servingPort}`,
    QUEUE_SERVING_TLS_PORT: `${tlsPort}`,
    USER_PORT: `${port}`,
    REVISION_TIMEOUT_SECONDS: `${timeoutSeconds}`,
    SERVING_READINESS_PROBE: JSON.stringify(probe),
    SERVING_LOGGING_CONFIG: '',
    SERVING_LOGGING_LEVEL: 'error',
    SERVING_NAMESPACE: 'default',
    SERVING_CONFIGURATION: 'example',
    SERVING_REVISION: 'example-1',
    SERVING_POD: 'example',
    SERVING_POD_IP: '127.0.0.1',
  };
  const child = spawn(program, [], { env, stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (let attempt = 0; !(await accepts(servingPort)); attempt += 1) {
    if (attempt === 100 || child.exitCode !== null) {
      await stop();
      throw new Error('queue-proxy does not listen');
    }
    await sleep(100);
  }
  return { url: `http://127.0.0.1:${servingPort}/`, stop };
}

function findPort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
