import { describe, expect, it } from 'vitest'
import { pseudonymise } from '../../../../../src/main/engine/export/pseudonymise/pseudonymise.ts'
import { holdsTrace, tracesOf } from '../../../../support/made-up-people.ts'
import { madeUpTranscripts } from '../../../../support/made-up-transcripts.ts'
import { builtInPacks, everything, maskedItem } from '../../../../support/safe-items.ts'

const corpus = madeUpTranscripts(200)
const replicer = builtInPacks.get('replicer')!

const itemOf = ({ text, caller }: (typeof corpus)[number]) =>
  maskedItem(
    JSON.stringify({
      id: '5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914',
      event: 'call.ended',
      data: {
        customerName: `${caller.given} ${caller.family}`,
        customerPhone: caller.phone,
        transcript: text,
        tag: `call back ${caller.given} on ${caller.nationalPhone}`,
      },
    }),
    { provider: replicer, event: 'call.ended', verdict: { state: 'unverifiable', reason: 'no-secret' } },
  )

describe('200 transcripts in several languages', () => {
  const { items } = pseudonymise(corpus.map(itemOf), { seed: 'corpus' })
  const safe = items.map((item) => JSON.parse(Buffer.from(item.body).toString()) as { data: Record<string, string> })

  it('hold nobody and nothing that was said', () => {
    const left = corpus.flatMap(({ caller, said }, at) => {
      const text = everything(items[at]!)
      return [
        ...tracesOf(caller).filter((trace) => holdsTrace(text, trace)),
        ...said.filter((each) => text.includes(each)),
      ]
    })
    expect(left).toEqual([])
  })

  it('keep their structure: lines, labels, times, about the length', () => {
    for (const [at, { text, structure }] of corpus.entries()) {
      const made = safe[at]!.data.transcript!
      expect(made.split('\n')).toHaveLength(text.split('\n').length)
      expect(made.match(/\r\n/g) ?? []).toEqual(text.match(/\r\n/g) ?? [])
      for (const part of structure) expect(made, part).toContain(part)
      expect(Math.abs(made.length - text.length)).toBeLessThan(text.length * 0.35 + 40)
    }
  })

  it('name the same person in the same way everywhere', () => {
    const names = new Map<string, string>()
    for (const [at, { caller }] of corpus.entries()) {
      const { customerName = '', tag = '' } = safe[at]!.data
      const [given = ''] = customerName.split(' ')
      expect(tag).toContain(given)
      expect(names.get(caller.given) ?? given).toBe(given)
      names.set(caller.given, given)
    }
  })
})
