import { describe, expect, it } from 'vitest'
import type { MaskedItem } from '../../src/main/engine/export/export-format.ts'
import { pseudonymise } from '../../src/main/engine/export/pseudonymise/pseudonymise.ts'
import { judgeDelivery } from '../../src/main/engine/judging/judge-delivery.ts'
import { holdsTrace, madeUpPerson, tracesOf } from '../support/made-up-people.ts'
import { builtInPacks, everything, safeOf, signedSample } from '../support/safe-items.ts'
import { seeded } from '../support/seeded.ts'

function judged(item: MaskedItem, secret: string | null) {
  const { later, examination } = judgeDelivery({
    endpoint: { id: 'e1', provider: item.delivery.provider, recipe: null },
    request: item.delivery.request,
    body: item.body,
    packs: builtInPacks,
    secrets: secret === null ? [] : [{ id: 's1', label: 'fixture', value: secret }],
    testKey: null,
  })
  expect(later).toBeNull()
  return examination
}

/** What is in the samples of the packs of a person, whatever the fields are called, to what takes its place. */
const inSamples: readonly (readonly [RegExp, (person: ReturnType<typeof madeUpPerson>) => string])[] = [
  [/"\+\d{8,15}"/g, ({ phone }) => `"${phone}"`],
  [/%2B\d{8,15}(?=&|$)/g, ({ phone }) => encodeURIComponent(phone)],
  [/"[\w.]+@example\.com"/g, ({ email }) => `"${email}"`],
  [/"(?:John Doe|Jordan Reyes|Priya Sharma|Jane Doe|Maya Chen)"/g, ({ given, family }) => `"${given} ${family}"`],
  [/"(?:Marie|John)"/g, ({ given }) => `"${given}"`],
  [/"(?:Dupont|Doe)"/g, ({ family }) => `"${family}"`],
  [/"123 Oak St, Austin, TX"/g, ({ address }) => `"${address}"`],
  [
    /(?<="(?:summary|transcript|concatenated_transcript|content|text|message|one_sentence_summary)": ")[^"{}]+ [^"{}]+(?=")/g,
    (p) => `${p.given} ${p.family}, ${p.nationalPhone}, ${p.email}, lives at ${p.address}`,
  ],
]

describe.each([...builtInPacks.values()].map((pack) => ({ pack, id: pack.manifest.id })))('$id', ({ pack, id }) => {
  it.each([...pack.samples.keys()])('%s is made safe', (event) => {
    const chance = seeded([...`${id}${event}`].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
    const person = madeUpPerson(chance)
    const original = signedSample(pack, event, (body) =>
      inSamples.reduce((text, [form, make]) => text.replaceAll(form, () => make(person)), body),
    )
    const { item, signed, reason } = safeOf(original)

    const left = tracesOf(person).filter((trace) => holdsTrace(everything(item), trace))
    expect(left).toEqual([])

    const before = judged(original, null).conformance
    const after = judged(item, item.fixtureSecret)
    expect([after.conformance.state, after.conformance.issueCount]).toEqual([before.state, before.issueCount])
    expect(after.facts.eventType).toBe(item.delivery.eventType)
    if (signed === 'resigned') expect(after.verification.state).toBe('verified')
    else expect(item.fixtureSecret).toBeNull()
    expect([signed, reason]).toEqual(unsigned[id] ?? ['resigned', null])

    const same = safeOf(original).item
    expect(everything(same)).toBe(everything(item))
  })
})

/** Those that cannot be signed again, with the reason. */
const unsigned: Readonly<Record<string, readonly [string, string]>> = {
  oncallclerk: ['not-possible', 'scheme-not-documented'],
  oneinbox: ['not-possible', 'scheme-not-documented'],
  outcallerai: ['unsigned', 'provider-does-not-sign'],
  'allo-v1': ['unsigned', 'provider-does-not-sign'],
  aircall: ['not-possible', 'secret-is-sent'],
  bandwidth: ['not-possible', 'secret-is-sent'],
  cartesia: ['not-possible', 'secret-is-sent'],
  ringcentral: ['not-possible', 'secret-is-sent'],
}

it('another seed gives other persons, and another secret', () => {
  const pack = builtInPacks.get('replicer')!
  const one = safeOf(signedSample(pack, 'call.ended'), 'one').item
  const two = safeOf(signedSample(pack, 'call.ended'), 'two').item

  expect(Buffer.from(one.body).toString()).not.toBe(Buffer.from(two.body).toString())
  expect(one.fixtureSecret).not.toBe(two.fixtureSecret)
})

it('what is safe stays of the same form when it is made safe again', () => {
  const pack = builtInPacks.get('allo-v2')!
  const [first] = pseudonymise([signedSample(pack, 'call.received')], { seed: 'one' }).items
  const [second] = pseudonymise([first!], { seed: 'one' }).items
  const shape = (item: MaskedItem) =>
    JSON.stringify(JSON.parse(Buffer.from(item.body).toString()), (_, value: unknown) =>
      typeof value === 'object' ? value : typeof value,
    )
  expect(shape(second!)).toBe(shape(first!))
})
