// A fixed zone, so that no test depends on where it runs.
process.env.TZ = 'UTC';

const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');
const base = require('./.config/jest.config');

const [transformer, options] = base.transform['^.+\\.(t|j)sx?$'];

// Packages of @grafana/ui 13 that ship ES modules only.
const esModules = [
  ...grafanaESModules,
  'd3-.*',
  'internmap',
  'delaunator',
  'robust-predicates',
  '@react-hookz/web',
  '@ver0/deep-equal',
  '@grafana/plugin-ui',
];

const shared = {
  ...base,
  transform: { '^.+\\.(m?[tj]s|[tj]sx)$': [transformer, options] },
  transformIgnorePatterns: [nodeModulesToTransform(esModules)],
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'browser',
      testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}'],
    },
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      setupFilesAfterEnv: [],
      testMatch: ['<rootDir>/demo/**/*.test.ts', '<rootDir>/tests/**/*.test.ts', '<rootDir>/tools/**/*.test.ts'],
    },
  ],
};
