import { availableParallelism } from 'node:os';

/** Packages of ES modules that the tests load: jest runs them compiled, as Node.js before 24.9 cannot require them. */
const ES_MODULES = [
  ...['character-entities', 'chokidar', 'decode-named-character-reference', 'devlop'],
  ...['escape-string-regexp', 'github-slugger', 'longest-streak', 'markdown-table', 'mdast-util-', 'micromark'],
  ...['readdirp', 'unist-util-', 'zwitch'],
];

/** One configuration for all packages: sources are compiled in memory, packages resolve to their sources. */
export default {
  testEnvironment: '<rootDir>/test/support/environment.js',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  testSequencer: '<rootDir>/test/support/sequencer.js',
  testMatch: [
    '<rootDir>/packages/*/test/**/*.test.ts',
    '<rootDir>/test/**/*.test.ts',
    '<rootDir>/examples/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '\\.(browser|container)\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/packages/[^/]+/dist/'],
  transform: {
    '^.+\\.(ts|js)$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES.join('|')})`],
  moduleNameMapper: {
    '^@actionrunner/(conformance|core|http|images|runners|workbench)$': '<rootDir>/packages/$1/src/index.ts',
    '^@actionrunner/core/internal$': '<rootDir>/packages/core/src/internal.ts',
    '^@actionrunner/http/internal$': '<rootDir>/packages/http/src/internal.ts',
    '^@actionrunner/http/serve$': '<rootDir>/packages/http/src/serve.ts',
    '^@actionrunner/runners/([a-z]+)$': '<rootDir>/packages/runners/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'html', 'lcov'],
  // The tests wait for processes more than they compute.
  maxWorkers: availableParallelism() + 4,
  maxConcurrency: 4,
  // Only what hangs takes so long. What is slow because the machine is busy is not a failure.
  testTimeout: 300_000,
};
