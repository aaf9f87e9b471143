import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startTestEngine } from '../../../support/start-engine.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const name = '.switchhook-5f0c6c1e-0b5e-4c59-9a4e-1f3f6c0f2a11.part'

/** An unfinished file of an hour ago. */
function leaveIn(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, 'half')
  const then = Date.now() / 1000 - 3600
  utimesSync(path, then, then)
  return path
}

it('sweeps at the start what a killed host has left where exports are written', async () => {
  const root = await tempDir()
  const first = await startTestEngine({ exportRoots: [root] })
  onTestFinished(() => first.remove())
  const order = { name: 'All', query: '', format: 'curl', folder: join(root, 'standing') }
  await first.engine.exports.standing.add(order)
  await first.close()
  const exports = join(first.dataDir, 'exports')
  const left = [exports, join(exports, 'a', 'b'), root, join(root, 'standing')].map(leaveIn)
  const others = leaveIn(join(root, 'src'))

  const again = await startTestEngine({ dataDir: first.dataDir, exportRoots: [root] })
  await again.close()

  expect(left.filter((path) => existsSync(path))).toEqual([])
  expect(existsSync(others)).toBe(true)
})
