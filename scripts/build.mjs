// npm run build: the hosts, the page and `switchhook/testing`, into out/.
import { build } from './lib/build.mjs'

process.exitCode = await build()
