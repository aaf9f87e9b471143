#!/usr/bin/env node
'use strict'
// CommonJS in words that any Node understands: an old one is told what it lacks.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    'Switchhook runs on Node 24 or newer, and this is Node ' +
      process.versions.node +
      '. Install one from https://nodejs.org, or run: npx -p node@24 -p switchhook switchhook\n',
  )
  process.exit(1)
}
import('../out/main/cli.js')
