// npm run newcomer [-- --window "800 dark" --read MS]: ten minutes of a new user in real Chromium; see test/newcomer/.
import { resolve } from 'node:path'
import { runOnBuild } from './lib/run-on-build.mjs'

process.exitCode = await runOnBuild(resolve(import.meta.dirname, '../test/newcomer/run.ts'), process.argv.slice(2))
