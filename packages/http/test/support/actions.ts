import { init } from './connection.js';
import { startServer, type TestServer } from './servers.js';

/** A server with a shell script as its action. */
export async function serveScript(...lines: string[]): Promise<TestServer> {
  const server = await startServer();
  await initScript(server.url, ...lines);
  return server;
}

/** Sends a shell script as the action. */
export async function initScript(url: string, ...lines: string[]): Promise<void> {
  const { status, body } = await init(url, { code: ['#!/bin/sh', ...lines, ''].join('\n') });
  if (status !== 200) {
    throw new Error(`The init was answered with ${status}: ${body}`);
  }
}
