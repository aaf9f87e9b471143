import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')
const built = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Programs and browsers on a machine that is busy take their time.
  expect: { poll: { timeout: 15_000 } },
  // A browser on a starved core can miss a moment; what is broken fails twice.
  retry: 1,
} as const

/** Real engines with their threads and processes, on a machine that is busy. */
const engines = { testTimeout: 20_000, expect: { poll: { timeout: 5000 } } } as const

/**
 * `unit` and `renderer` run on each save; `conformance` walks the plug-in folders; `hosts`, `e2e` and `electron`
 * drive the built bundles (the test script builds them first).
 */
export default defineConfig({
  root,
  test: {
    // Vitest would leave a core to others. Most tests wait for a program, a browser or a disk half of their time.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/{main,shared,testing,scripts,support}/**/*.test.ts'],
          pool: 'forks',
          ...engines,
        },
      },
      // Each test resets what it uses, and jsdom takes long to start. One that is out of time would disturb those after it:
      // on a busy machine it has more than what is looked for on the screen.
      {
        root,
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      { root, test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: 30_000 } },
      { root, test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: 30_000 } },
      { root, test: { name: 'hosts', include: ['test/headless/**/*.test.ts'], ...built } },
      { root, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...built } },
      { root, test: { name: 'electron', include: ['test/electron/**/*.test.ts'], ...built } },
    ],
  },
})
