import config from './jest.config.js';

/** The tests of pages in a headless Chromium. */
export default {
  ...config,
  testMatch: ['<rootDir>/packages/*/test/**/*.browser.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
