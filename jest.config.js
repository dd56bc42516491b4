import { accessSync, constants, statfsSync } from 'node:fs';
import { env } from 'node:process';

/** A folder in memory; databases, of which the tests make a hundred, are made there ten times as fast as on a disk. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 1024 ** 3;

function hasMemory() {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}

// Inherited by the workers, and by what they start.
if (env.TMPDIR === undefined && hasMemory()) env.TMPDIR = MEMORY;

export default {
  testEnvironment: '<rootDir>/test/helpers/environment.js',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': [
      '<rootDir>/test/helpers/transform.js',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: false },
          target: 'es2023',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/helpers/serve-postgres.js',
  globalTeardown: '<rootDir>/test/helpers/stop-postgres.js',
  testSequencer: '<rootDir>/test/helpers/longest-first.js',
  // What outlives its suite (a timer, a socket) keeps the modules of that suite; above this a worker mostly collects garbage.
  workerIdleMemoryLimit: '250MB',
  // Tests of one file that run at once: three shops under load leave a busy core room to recover in.
  maxConcurrency: 3,
  testTimeout: 60_000,
};
