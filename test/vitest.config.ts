import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')
/**
 * Only what is broken takes so long: nothing gives up because the machine does ten other things at once. A thread, a program or a
 * browser on a starved core can miss a moment all the same; what is broken fails twice.
 */
const patient = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } }, retry: 1 } as const

const built = { pool: 'forks', ...patient, testTimeout: 120_000 } as const

/** Functions without threads, files or settings of the process: their files share a process. */
const pure = 'test/{shared,main/engine/{signatures,checker,providers}}/**/*.test.ts'

/**
 * `unit`, `pure` and `renderer` run on each save; `conformance` walks the plug-in folders; `hosts`, `e2e` and `electron`
 * drive the built bundles (the test script builds them first).
 */
export default defineConfig({
  root,
  test: {
    // Vitest would leave a core to others. Most tests wait for a program, a browser or a disk half of their time.
    maxWorkers: Math.max(2, availableParallelism()),
    // Threads, programs and test files start hundreds of times: what Node has compiled once, it reads from here.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') },
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/{main,testing,scripts,support}/**/*.test.ts'],
          exclude: [pure],
          pool: 'forks',
          ...patient,
        },
      },
      { root, test: { name: 'pure', include: [pure], isolate: false, ...patient } },
      // Each test resets what it uses, and jsdom takes long to start.
      {
        root,
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/renderer-setup.ts'],
          isolate: false,
          ...patient,
        },
      },
      { root, test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], ...patient } },
      { root, test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], isolate: false, ...patient } },
      { root, test: { name: 'hosts', include: ['test/headless/**/*.test.ts'], ...built } },
      { root, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...built } },
      { root, test: { name: 'electron', include: ['test/electron/**/*.test.ts'], ...built } },
    ],
  },
})
