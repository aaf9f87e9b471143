import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../../src/main')
const sources = readdirSync(main, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => [file, readFileSync(join(main, file), 'utf8')] as const)
const filesWith = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file)

test('there is one window, with the options that Electron recommends', () => {
  expect(filesWith(/new [\w.]*BrowserWindow\(/)).toEqual(['electron/main-window.ts'])
  const [, text] = sources.find(([file]) => file === 'electron/main-window.ts')!
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

test('links leave the app in one place', () => {
  expect(filesWith(/openExternal\(/).length).toBeLessThanOrEqual(2)
})
