import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { joinPieces } from '../../../../src/main/engine/export/pieces.ts'
import { bundle } from '../../../../src/main/engine/export/render.ts'

const file = (name: string, content: string | Uint8Array) => ({ name, mediaType: 'text/plain', content: [content] })

it('leaves one file as it is', () => {
  const only = file('a.txt', 'x')
  expect(bundle([only])).toBe(only)
})

it('puts several into one zip with their exact bytes', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  const zip = bundle([file('a.json', 'ä'), file('a.body.bin', bytes)])
  expect(zip).toMatchObject({ name: 'a.zip', mediaType: 'application/zip' })
  const entries = unzipSync(joinPieces(zip.content))
  expect(Object.keys(entries)).toEqual(['a.json', 'a.body.bin'])
  expect(strFromU8(entries['a.json'] ?? new Uint8Array())).toBe('ä')
  expect(entries['a.body.bin']).toEqual(bytes)
})

it('is the same bytes for the same files, and named by their number where they have no name in common', () => {
  const files = [file('a.sh', '1'), file('b.sh', '2'), file('a-2.sh', '3')]
  expect(bundle(files).name).toBe('switchhook-3-files.zip')
  expect(Buffer.compare(joinPieces(bundle(files).content), joinPieces(bundle(files).content))).toBe(0)
})
