/** One configuration for all packages: sources are compiled in memory, packages resolve to their sources. */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/packages/*/test/**/*.test.ts',
    '<rootDir>/test/**/*.test.ts',
    '<rootDir>/examples/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '\\.container\\.test\\.ts$'],
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
  moduleNameMapper: {
    '^@actionrunner/(core|http|runners)$': '<rootDir>/packages/$1/src/index.ts',
    '^@actionrunner/http/serve$': '<rootDir>/packages/http/src/serve.ts',
    '^@actionrunner/runners/([a-z]+)$': '<rootDir>/packages/runners/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // The tests wait for processes more than they compute.
  maxWorkers: '100%',
  testTimeout: 20_000,
};
