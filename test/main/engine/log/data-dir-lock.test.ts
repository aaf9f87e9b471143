import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { acquireDataDirLock } from '../../../../src/main/engine/log/data-dir-lock.ts'
import { logDir as tempFolder } from './log-support.ts'

test('the folder is made, held by one, and given back', () => {
  const dataDir = join(tempFolder(), 'new', 'folder')
  const lock = acquireDataDirLock(dataDir)
  expect(readFileSync(join(dataDir, 'switchhook.pid'), 'utf8')).toBe(`${process.pid}\n`)
  expect(() => acquireDataDirLock(dataDir)).toThrow(
    `(process ${process.pid}) is already using the data folder ${dataDir}`,
  )
  // A refused try has not taken anything away.
  expect(() => acquireDataDirLock(dataDir)).toThrow('is already using')
  lock.release()
  lock.release()
  expect(existsSync(join(dataDir, 'switchhook.pid'))).toBe(false)
  acquireDataDirLock(dataDir).release()
})

test('what a crash leaves behind holds nobody up, even if its process id lives again', () => {
  const dataDir = tempFolder()
  writeFileSync(join(dataDir, 'switchhook.pid'), `${process.pid}\n`)
  writeFileSync(join(dataDir, 'switchhook.lock'), '')
  acquireDataDirLock(dataDir).release()
})

test('the holder is not named where its note is missing or unreadable', () => {
  const dataDir = tempFolder()
  const lock = acquireDataDirLock(dataDir)
  writeFileSync(join(dataDir, 'switchhook.pid'), '')
  expect(() => acquireDataDirLock(dataDir)).toThrow('Another Switchhook is already using')
  lock.release()
})

test('a folder that cannot be made is named', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const dataDir = join(file, 'data')
  expect(() => acquireDataDirLock(dataDir)).toThrow(expect.objectContaining({ code: 'unavailable' }))
  expect(() => acquireDataDirLock(dataDir)).toThrow(dataDir)
})
