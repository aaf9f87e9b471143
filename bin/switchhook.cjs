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
// Loading is most of what a command does. The cache of compiled code lies in the user's own folder: what stands there is run.
const { enableCompileCache } = require('node:module')
const { homedir, platform, tmpdir } = require('node:os')
const { join } = require('node:path')
const caches = { darwin: join(homedir(), 'Library', 'Caches'), win32: tmpdir() }[platform()]
const folder = process.env.XDG_CACHE_HOME || caches || join(homedir(), '.cache')
enableCompileCache(process.env.NODE_COMPILE_CACHE || join(folder, 'switchhook'))
import('../out/main/cli.js')
