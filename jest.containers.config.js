import config from './jest.config.js';

/** The tests with containers: they need docker or podman, and the images of `examples/images`. */
export default {
  ...config,
  testMatch: ['<rootDir>/**/*.container.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // One after the other: an engine may fail one command while another one removes an image.
  maxWorkers: 1,
  testTimeout: 120_000,
};
