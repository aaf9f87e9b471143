import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { tidyBodyFiles } from '../../../../src/main/engine/log/body-files.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { type LogReader, openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import { head, logDir } from './log-support.ts'

const program = fileURLToPath(new URL('./writing-process.ts', import.meta.url))

/** Lets a process write, kills it after so many acknowledgements and a moment of chance; returns its complete lines. */
async function killedWhileWriting(dataDir: string, acknowledged: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, dataDir, JSON.stringify(head())], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  let complaint = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (complaint += chunk))
  const closed = once(child, 'close')
  // The last line may be cut off by the kill.
  const lines = () => text.split('\n').slice(0, -1)
  while (lines().length < acknowledged) {
    if (child.exitCode !== null) throw new Error(`the process ended: ${complaint}`)
    await Promise.race([once(child.stdout, 'data'), closed])
  }
  await new Promise((resolve) => setTimeout(resolve, 250 + Math.random() * 200))
  child.kill('SIGKILL')
  await closed
  return lines()
}

interface Known {
  /** Digests of acknowledged deliveries by their number. */
  readonly stored: Map<number, string>
  readonly removing: Set<number>
  readonly removed: Set<number>
}

/** Notes what was acknowledged; each number has to be above all that were given before this process was started. */
function note(lines: readonly string[], { stored, removing, removed }: Known): void {
  const before = Math.max(0, ...stored.keys())
  for (const line of lines) {
    const [what, number, digest = ''] = line.split(' ')
    const seq = Number(number)
    if (what === 'removing') removing.add(seq)
    if (what === 'removed') removed.add(seq)
    if (what !== 'stored') continue
    expect(seq).toBeGreaterThan(before)
    expect(stored.has(seq)).toBe(false)
    stored.set(seq, digest)
  }
}

function expectAll(reader: LogReader, { stored, removing, removed }: Known): void {
  for (const [seq, digest] of stored) {
    const found = reader.delivery(seq)
    if (removed.has(seq)) expect(found).toBeNull()
    // Where the kill came between the two it may be gone, or be there as a whole.
    if (found === null && removing.has(seq)) continue
    const { body } = found!
    const bytes = body.kind === 'bytes' ? body.bytes : readFileSync(reader.bodyPath(body.name))
    expect([seq, createHash('sha256').update(bytes).digest('hex')]).toEqual([seq, digest])
  }
}

test('what was acknowledged survives SIGKILL, byte for byte, and no number is given twice', {
  timeout: 60_000,
}, async () => {
  const dataDir = logDir()
  const paths = logPaths(dataDir)
  const known: Known = { stored: new Map(), removing: new Set(), removed: new Set() }
  for (let round = 0; round < 5; round += 1) {
    note(await killedWhileWriting(dataDir, 150 + Math.random() * 300), known)
    const reader = openLogReader(paths)
    expectAll(reader, known)
    reader.close()
  }
  expect(known.stored.size).toBeGreaterThan(500)

  tidyBodyFiles(paths)
  const reader = openLogReader(paths)
  expectAll(reader, known)
  expect(reader.after(0, 1_000_000).filter(({ kind }) => kind === 'unreadable')).toEqual([])
  reader.close()
  const db = new Database(paths.database, { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT count(*) FROM packs').pluck().get()).toBeGreaterThan(0)
  db.close()
})
