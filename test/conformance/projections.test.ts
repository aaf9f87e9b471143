import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/engine/lib/database.ts'
import type { LogReader } from '../../src/main/engine/log/log-reader.ts'
import type { Projection } from '../../src/main/engine/projections/projection.ts'
import { createProjector } from '../../src/main/engine/projections/projector.ts'
import { projections } from '../../src/main/engine/projections/registry.ts'
import { eventfulEntries } from '../support/eventful-log.ts'
import { fakeLog } from '../support/fake-log.ts'
import { generatedLog } from '../support/generated-log.ts'
import { keptLog } from '../support/kept-log.ts'
import { tempDir } from '../support/temp-dir.ts'

const folder = new URL('../../src/main/engine/projections/', import.meta.url)

function open(path: string, log: LogReader, messages = keptLog()) {
  const options = { path, log, projections, onChange: () => undefined, releaseReaders: async () => undefined, messages }
  return { ...createProjector(options), messages }
}

function contentsOf(path: string): Record<string, unknown> {
  const db = openDatabase(path)
  try {
    return Object.fromEntries(projections.map(({ name, contents }) => [name, contents(db)]))
  } finally {
    db.close()
  }
}

async function buildAtOnce(log: LogReader): Promise<Record<string, unknown>> {
  const path = join(await tempDir(), 'views.db')
  const projector = open(path, log)
  await projector.catchUp()
  projector.close()
  expect(projector.messages.lines).toEqual([])
  return contentsOf(path)
}

test('every projection of the folder is registered, under a name of its own', async () => {
  const files = readdirSync(folder).filter((file) =>
    /: Projection = \{/.test(readFileSync(new URL(file, folder), 'utf8')),
  )
  const found: Projection[] = []
  for (const file of files) {
    const exported = Object.values((await import(new URL(file, folder).href)) as Record<string, unknown>)
    found.push(
      ...exported.filter(
        (value): value is Projection => typeof value === 'object' && value !== null && 'step' in value,
      ),
    )
  }
  expect(found.length).toBeGreaterThan(3)
  expect([...projections].map(({ name }) => name).sort()).toEqual(found.map(({ name }) => name).sort())
  expect(new Set(projections.map(({ name }) => name)).size).toBe(projections.length)
})

describe.each([1, 7, 64])('built as the log grows, %i entries at a time, tidied and killed in between', (size) => {
  test('is the same as built at once from what the log holds in the end', async () => {
    const entries = eventfulEntries(900)
    const path = join(await tempDir(), 'views.db')
    const log = fakeLog()
    let projector = open(path, log)
    for (let at = 0; at < entries.length; at += size) {
      for (const entry of entries.slice(at, at + size)) log.add(entry)
      await projector.catchUp()
      projector.tidy()
      if (at % (size * 20) === 0) {
        expect(projector.messages.lines).toEqual([])
        projector.close()
        projector = open(path, log)
      }
    }
    while (projector.tidy() === 0);
    projector.close()
    expect(projector.messages.lines).toEqual([])
    const grown = contentsOf(path)
    const whole = await buildAtOnce(log)
    for (const { name } of projections) {
      expect(grown[name], name).toEqual(whole[name])
      expect(JSON.stringify(whole[name]).length, name).toBeGreaterThan(100)
    }
  })
})

test('one that is of another version is built again by itself, beside the others', async () => {
  const entries = eventfulEntries(600)
  const path = join(await tempDir(), 'views.db')
  const log = fakeLog()
  for (const entry of entries.slice(0, 400)) log.add(entry)
  const first = open(path, log)
  await first.catchUp()
  first.close()
  for (const entry of entries.slice(400)) log.add(entry)
  for (const changed of projections) {
    const newer = projections.map((one) => (one === changed ? { ...one, version: 'newer' } : one))
    const projector = createProjector({
      ...{ path, log, projections: newer, messages: keptLog() },
      ...{ onChange: () => undefined, releaseReaders: async () => undefined },
    })
    await projector.catchUp()
    projector.close()
  }
  const whole = await buildAtOnce(log)
  expect(contentsOf(path)).toEqual(whole)
})

test('a process that is killed while it builds leaves views that go on to the same end', async () => {
  const last = 6800
  const path = join(await tempDir(), 'views.db')
  const file = fileURLToPath(new URL('../support/projecting-process.ts', import.meta.url))
  const child = spawn(process.execPath, [file, path, String(last)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const reached: number[] = []
  child.stdout.on('data', (data: Buffer) => {
    reached.push(...String(data).trim().split('\n').map(Number))
    if (reached.length >= 3) child.kill('SIGKILL')
  })
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('exit', (code, by) => resolve([code, by])),
  )
  expect(signal).toBe('SIGKILL')
  expect(reached.at(-1)!).toBeLessThan(last)

  const log = generatedLog(() => last)
  const projector = open(path, log)
  await projector.catchUp()
  projector.close()
  expect(contentsOf(path)).toEqual(await buildAtOnce(log))
})
