import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { acquireDataDirLock } from '../../../../src/main/engine/log/data-dir-lock.ts'
import { recoverIfDamaged } from '../../../../src/main/engine/log/recover.ts'
import { head, logDir, openTestLog } from './log-support.ts'

const program = fileURLToPath(new URL('../../../support/adding-process.ts', import.meta.url))

/** A process that adds to the log of `dataDir`, after its first `lines` lines of output. */
async function adding(dataDir: string, lines: number): Promise<{ child: ChildProcess; output: () => string[] }> {
  const child = spawn(process.execPath, [program, dataDir, JSON.stringify(head())], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  let complaint = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (complaint += chunk))
  // The last line may be cut off by the kill.
  const output = () => text.split('\n').slice(0, -1)
  while (output().length < lines) {
    if (child.exitCode !== null) throw new Error(`the process ended: ${complaint}`)
    await once(child.stdout, 'data')
  }
  return { child, output }
}

test('a process that is killed loses nothing that was acknowledged', async () => {
  const dataDir = logDir()
  // Long enough for blocks to be packed meanwhile.
  const { child, output } = await adding(dataDir, 1500)
  child.kill('SIGKILL')
  await once(child, 'close')
  const acknowledged = output().slice(1)
  expect(acknowledged.length).toBeGreaterThanOrEqual(1499)

  const log = openTestLog(dataDir)
  expect(recoverIfDamaged(log.paths)).toBeNull()
  for (const line of acknowledged) {
    const at = line.indexOf(' ')
    const found = log.reader.delivery(Number(line.slice(0, at)))
    if (found === null) throw new Error(`${line} is not there`)
    const { body } = found
    const bytes = body.kind === 'file' ? readFileSync(log.reader.bodyPath(body.name)) : Buffer.from(body.bytes)
    expect(bytes.toString('latin1')).toBe(line.slice(at + 1))
  }
  const next = await log.add('after')
  expect(next).toBeGreaterThan(Math.max(...acknowledged.map((line) => Number.parseInt(line, 10))))
  log.close()
  const db = openDatabase(log.paths.database)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
})

test('the folder of another process is refused by name, and free once that process was killed', {
  timeout: 60_000,
}, async () => {
  const dataDir = logDir()
  const { child } = await adding(dataDir, 1)
  expect(() => acquireDataDirLock(dataDir)).toThrow(
    `Another Switchhook (process ${child.pid}) is already using the data folder ${dataDir}. Use that one, or start with another folder.`,
  )
  child.kill('SIGKILL')
  await once(child, 'close')
  acquireDataDirLock(dataDir).release()
})

test('closing commits what was added before', async () => {
  const dataDir = logDir()
  const log = openTestLog(dataDir)
  const added = Array.from({ length: 200 }, (_, n) => log.add(`${n}`))
  log.close()
  expect(await Promise.all(added)).toHaveLength(200)
  const again = openTestLog(dataDir)
  expect(again.reader.after(0, 300)).toHaveLength(200)
  again.close()
})
