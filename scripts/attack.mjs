// npm run attack [-- --requests N --seed S]: everything that can be sent to the built host; see test/attack/.
import { resolve } from 'node:path'
import { runOnBuild } from './lib/run-on-build.mjs'

process.exitCode = await runOnBuild(resolve(import.meta.dirname, '../test/attack/run.ts'), process.argv.slice(2))
