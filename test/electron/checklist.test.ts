import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** The bundles as they are shipped: main and preload are not minified. */
const out = resolve(import.meta.dirname, '../../out')
const sources = ['main', 'preload']
  .flatMap((part) => readdirSync(join(out, part)).map((file) => `${part}/${file}`))
  .filter((file) => /\.c?js$/.test(file))
  .map((file) => [file, readFileSync(join(out, file), 'utf8')] as const)
const filesWith = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file)

test('there is one window, with the options that Electron recommends', () => {
  expect(filesWith(/new [\w.]*BrowserWindow\(/)).toEqual(['main/index.js'])
  const [, text] = sources.find(([file]) => file === 'main/index.js')!
  const options = /webPreferences: \{([^}]*)\}/.exec(text)?.[1] ?? ''
  for (const option of [
    'sandbox: true',
    'contextIsolation: true',
    'nodeIntegration: false',
    'webSecurity: true',
    'webviewTag: false',
  ])
    expect(options).toContain(option)
})

test.each([
  /allowRunningInsecureContent/,
  /experimentalFeatures/,
  /enableBlinkFeatures/,
  /nodeIntegrationInWorker|nodeIntegrationInSubFrames/,
  /allowpopups/i,
  /file:\/\/.*loadURL|loadFile\(/,
  /appendSwitch\(['"](?:no-sandbox|disable-web-security)/,
  /\bremote\.enable\b|@electron\/remote/,
])('nothing sets %s', (pattern) => {
  expect(filesWith(pattern)).toEqual([])
})

test('links leave the app in one bundle, and the page holds no code that compiles text', () => {
  expect(filesWith(/openExternal\(/)).toEqual(['main/index.js'])
  const assets = join(out, 'renderer/assets')
  const pages = readdirSync(assets).filter((file) => /^index-.*\.js$/.test(file))
  expect(pages.length).toBeGreaterThan(0)
  for (const file of pages)
    expect(readFileSync(join(assets, file), 'utf8')).not.toMatch(/[^\w.]Function\(|[^\w.]eval\(/)
})
