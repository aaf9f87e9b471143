// npm run chaos [-- --rounds N --seed S]: the built host under load, killed at random moments; see test/chaos/.
import { resolve } from 'node:path'
import { runOnBuild } from './lib/run-on-build.mjs'

process.exitCode = await runOnBuild(resolve(import.meta.dirname, '../test/chaos/run.ts'), process.argv.slice(2))
