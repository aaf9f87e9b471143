import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createAnnotate } from '../../../../src/main/engine/flows/annotate.ts'
import type { NewFact } from '../../../../src/main/engine/log/codec.ts'
import type { Views } from '../../../../src/main/engine/reading/views.ts'

function annotating() {
  const added: NewFact[] = []
  const seqOf = async (id: string) => {
    if (id !== 'dlv_1') throw new AppError('not-found', 'gone')
    return 7
  }
  const views = { read: { seqOf } } as unknown as Pick<Views, 'read'>
  return { added, annotate: createAnnotate(views, async (facts) => void added.push(...facts)) }
}

test.each([
  [{ pinned: true }, { pinned: true }],
  [{ pinned: false }, { pinned: false }],
  [{ note: '  ask them\n' }, { note: 'ask them' }],
  [{ note: '   ' }, { note: null }],
  [{ note: null }, { note: null }],
  [
    { pinned: true, note: 'x' },
    { pinned: true, note: 'x' },
  ],
])('%j is stored as %j', async (given, change) => {
  const { added, annotate } = annotating()
  await annotate('dlv_1', given)
  expect(added).toEqual([{ kind: 'annotated', about: 7, change }])
})

test('no change, nothing stored; a delivery that is gone is told', async () => {
  const { added, annotate } = annotating()
  await annotate('dlv_1', {})
  await annotate('dlv_1', { pinned: undefined, note: undefined })
  await expect(annotate('dlv_2', { pinned: true })).rejects.toMatchObject({ code: 'not-found' })
  expect(added).toEqual([])
})
