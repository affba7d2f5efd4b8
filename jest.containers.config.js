import config from './jest.config.js';
import { findBuilder } from './scripts/images/engine.js';

/** The tests with containers: they need docker or podman, and the images of `examples/images`. */
export default async () => {
  // The tests and the commands that they start use this engine.
  process.env.ACTIONRUNNER_DOCKER = (await findBuilder()).command;
  return {
    ...config,
    testMatch: ['<rootDir>/**/*.container.test.ts'],
    testPathIgnorePatterns: ['/node_modules/'],
    // One after the other: an engine may fail one command while another one removes an image.
    maxWorkers: 1,
  };
};
