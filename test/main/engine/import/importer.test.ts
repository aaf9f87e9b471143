import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createImportThread } from '../../../../src/main/engine/import/importer.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const builtInDir = resolve(import.meta.dirname, '../../../../resources/providers')

test('a step that goes on for long after it was stopped is ended, and the next import is read', async () => {
  const dataDir = await tempDir()
  const thread = createImportThread({ dataDir, folders: { builtInDir, userDir: 'none' } }, log, { patienceMs: 300 })
  onTestFinished(() => thread.close())
  const orderOf = (text: string) => {
    const path = join(dataDir, 'upload')
    writeFileSync(path, text)
    return {
      source: { path, files: [{ name: 'a.http', offset: 0, size: text.length }] },
      format: 'http',
      endpoint: { id: 'e', token: 't', provider: null, recipe: null, secrets: [] },
      batch: { id: 'i', at: 0 },
      survey: true,
    }
  }
  const stop = new AbortController()
  const long = thread.read(orderOf('GET http://a/\n###\n'.repeat(199_999)), stop.signal).next()
  stop.abort()
  await expect(long).rejects.toMatchObject({ code: 'cancelled' })
  const next = await thread.read(orderOf('GET http://a/\n'), new AbortController().signal).next()
  expect(next.value).toMatchObject({ ended: true, files: [{ problem: null, requests: [{ bytes: 0 }] }] })
})
