import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { prepareLog, recentRecovery } from '../../../../src/main/engine/log/prepare.ts'
import { markForRecovery } from '../../../../src/main/engine/log/recover.ts'
import { logDir, openTestLog } from './log-support.ts'

const dayMs = 24 * 60 * 60 * 1000
let dir: string
const paths = () => logPaths(dir)

beforeEach(() => {
  dir = logDir()
  openTestLog(dir).close()
})

describe('a recovery that nobody may have read of', () => {
  it('is told at the starts of the next day, with its time and the damaged file', () => {
    expect(recentRecovery(paths(), Date.now())).toBeNull()
    markForRecovery(paths())
    const [sentence] = prepareLog(paths())
    const told = recentRecovery(paths(), Date.now())

    expect(sentence).toContain('switchhook.damaged-1.db')
    expect(told).toContain(new Date().toISOString().slice(0, 10))
    expect(told).toContain('still there as switchhook.damaged-1.db')
    expect(prepareLog(paths())).toEqual([])
  })

  it('is not told any more after a day, or without the file', () => {
    markForRecovery(paths())
    prepareLog(paths())

    expect(recentRecovery(paths(), Date.now() + 2 * dayMs)).toBeNull()
    rmSync(join(dir, 'switchhook.damaged-1.db'))
    expect(recentRecovery(paths(), Date.now())).toBeNull()
  })

  it('is not read into other names', () => {
    writeFileSync(join(dir, 'switchhook.damaged-x.db'), '')
    mkdirSync(join(dir, 'damaged-1.db'))

    expect(recentRecovery(paths(), Date.now())).toBeNull()
  })
})
