import { unescape as percentDecode } from 'node:querystring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsTrace, type MadeUpPerson, madeUpPerson, tracesOf } from '../../../../support/made-up-people.ts'
import { lookAt } from '../../../../support/property.ts'
import { everything, maskedItem, safeOf } from '../../../../support/safe-items.ts'
import { seeded } from '../../../../support/seeded.ts'

/** Fields as providers name them, in words; what they hold. */
const fields: readonly (readonly [words: string, of: (person: MadeUpPerson) => string])[] = [
  ['customer name', (p) => `${p.given} ${p.family}`],
  ['first name', (p) => p.given],
  ['last name', (p) => p.family],
  ['from number', (p) => p.phone],
  ['caller id', (p) => p.nationalPhone],
  ['phone', (p) => p.phone.slice(1)],
  ['email', (p) => p.email],
  ['user email', (p) => p.email.toUpperCase()],
  ['service address', (p) => p.address],
  ['transcript', (p) => `Agent: Hello ${p.given}.\n${p.given}: I live at ${p.address}, ring ${p.nationalPhone}.`],
  ['summary', (p) => `${p.given} ${p.family} wants a call on ${p.phone}`],
  ['profile url', (p) => `https://crm.example/people/${encodeURIComponent(p.given.toLowerCase())}?mail=${p.email}`],
  ['ticket', (p) => `see ${p.email} and ${p.phone}`],
]

const casings: Readonly<Record<string, (words: string) => string>> = {
  snake: (words) => words.replaceAll(' ', '_'),
  camel: (words) => words.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
  Pascal: (words) => words.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase()),
}

type Pairs = readonly (readonly [name: string, value: string])[]

/** Bodies that hold the fields; one of them gives the whole name and the address, as every payload does that is about somebody. */
const bodies: Readonly<Record<string, (pairs: Pairs, noise: unknown) => readonly [type: string, body: string]>> = {
  json: (pairs, noise) => ['application/json', JSON.stringify({ noise, data: { list: [Object.fromEntries(pairs)] } })],
  'json in json': (pairs, noise) => [
    'application/json',
    JSON.stringify({ payload: JSON.stringify({ noise, ...Object.fromEntries(pairs) }, null, 2) }),
  ],
  form: (pairs) => ['application/x-www-form-urlencoded', new URLSearchParams(pairs.map(([n, v]) => [n, v])).toString()],
  xml: (pairs) => [
    'text/xml',
    `<e>${pairs.map(([name, value]) => `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`).join('\n')}</e>`,
  ],
  multipart: (pairs) => [
    'multipart/form-data; boundary=x',
    `${pairs.map(([n, v]) => `--x\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`).join('')}--x--\r\n`,
  ],
}

test('no value of a person survives, however fields are named and whatever body they are in', () => {
  const property = fc.property(
    fc.record({
      seed: fc.integer(),
      casing: fc.constantFrom(...Object.keys(casings)),
      form: fc.constantFrom(...Object.keys(bodies)),
      chosen: fc.uniqueArray(fc.integer({ min: 3, max: fields.length - 1 }), { minLength: 1 }),
      noise: fc.jsonValue({ maxDepth: 2 }),
    }),
    ({ seed, casing, form, chosen, noise }) => {
      const person = madeUpPerson(seeded(seed))
      const pairs = [0, 1, 2, 3, 8, ...chosen].map((at): [string, string] => {
        const [words, of] = fields[at]!
        return [casings[casing]!(words), of(person)]
      })
      const [type, body] = bodies[form]!(pairs, noise)
      const query = new URLSearchParams({ caller: person.phone, q: `${person.given} ${person.family}` }).toString()
      const { item } = safeOf(
        maskedItem(body, {
          headers: [
            ['Content-Type', type],
            ['X-Caller', Buffer.from(`${person.given} <${person.email}>`).toString('latin1')],
          ],
          target: `/in/q83vEjRWeJCrze8SNFZ4kA?${query}`,
        }),
      )

      const text = everything(item)
      const decoded = percentDecode(text.replaceAll('+', ' '))
      const left = tracesOf(person).filter((trace) => holdsTrace(text, trace) || holdsTrace(decoded, trace))
      expect(left).toEqual([])
    },
  )
  // Each reads a whole delivery.
  fc.assert(property, lookAt(80))
})
