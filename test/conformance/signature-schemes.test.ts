import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { CheckOutcome, SchemeRequest } from '../../src/main/engine/signatures/signature-scheme.ts'
import { now, resolveCase, type SchemeCase, schemeCases, signedCase } from '../support/scheme-cases.ts'

const check = (one: SchemeCase, request: SchemeRequest, value = one.checkWith): CheckOutcome => {
  const { scheme, params } = resolveCase(one)
  return scheme.verify(request, params, [{ id: 's1', label: 'live', value }])
}
const reasonOf = (outcome: CheckOutcome) => (outcome.ok ? 'signature-matches' : outcome.reason)

/** Changes one value inside the body that no scheme signs by itself. */
function alterBody({ body }: SchemeRequest): Buffer {
  const text = Buffer.from(body).toString()
  if (text.includes('12.5')) return Buffer.from(text.replace('12.5', '99.9'))
  if (text.includes('Note=')) return Buffer.from(text.replace('Note=', 'Note=x'))
  const [header, claims = '', signature] = text.split('.')
  const altered = Buffer.from(claims, 'base64url').toString().replace('12.5', '99.9')
  return Buffer.from([header, Buffer.from(altered).toString('base64url'), signature].join('.'))
}

const folder = join(import.meta.dirname, '../../src/main/engine/signatures/schemes')

test('every file in schemes/ is in the registry, and nothing else', async () => {
  const files = readdirSync(folder, { recursive: true }).map(String)
  const schemes = await Promise.all(
    files.map(async (file) => [file, (await import(join(folder, file))).default] as const),
  )
  const forgotten = schemes.filter(([, scheme]) => schemeRegistry.get(scheme?.id) !== scheme).map(([file]) => file)
  expect(forgotten, 'to be listed in registry.ts').toEqual([])
  expect(schemeRegistry.size).toBe(files.length)
})

test('every scheme of the registry has a case here', () => {
  expect([...new Set(schemeCases.map(({ ref }) => ref.scheme))].sort()).toEqual([...schemeRegistry.keys()].sort())
})

describe.each([...schemeRegistry.values()].map((scheme) => [scheme.id, scheme] as const))('%s', (_id, scheme) => {
  test('a form can be made of its parameters: each has a default and a description', () => {
    const schema = z.toJSONSchema(scheme.params, { io: 'input' })
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      expect(property, name).toMatchObject({ description: expect.stringMatching(/./) })
      expect(property, name).toHaveProperty('default')
    }
    expect(scheme.params.safeParse({}).success).toBe(true)
    expect(scheme.params.safeParse({ misspelt: 1 }).success).toBe(false)
  })
})

describe.each(schemeCases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  const { scheme, params } = resolveCase(one)
  const { request, added } = signedCase(one)
  const { covers, replay, keyKind } = scheme.describe(params, request)

  test('accepts its own signature and names the secret', () => {
    const { scheme, params } = resolveCase(one)
    const secrets = [
      { id: 's1', label: 'before rotation', value: one.other },
      { id: 's2', label: 'live', value: one.checkWith },
    ]
    expect(scheme.verify(request, params, secrets)).toEqual({ ok: true, secret: secrets[1] })
  })

  test('refuses another secret', () => {
    expect(reasonOf(check(one, request, one.other))).toBe('signature-mismatch')
  })

  test('an altered body is refused exactly where the scheme says that it covers the body', () => {
    const outcome = check(one, { ...request, body: alterBody(request) })
    if (covers.extent === 'body') expect(['signature-mismatch', 'body-hash-mismatch']).toContain(reasonOf(outcome))
    else expect(outcome.ok).toBe(true)
  })

  test('judges the time at arrival, where it says that it protects against replay', () => {
    const seconds = replay.toleranceSeconds ?? 300
    const at = (ms: number) => reasonOf(check(one, { ...request, arrivedAtMs: now + ms }))
    expect(at(seconds * 1000)).toBe('signature-matches')
    expect(at((seconds + 1) * 1000)).toBe(replay.protected ? 'timestamp-too-old' : 'signature-matches')
  })

  test('names what is missing', () => {
    const bare = { ...request, headers: request.headers.filter(([name]) => !added.includes(name)) }
    const outcome = check(one, added.length > 0 ? bare : { ...bare, body: Buffer.from('{}') })
    expect(reasonOf(outcome)).toBe('header-missing')
    expect(outcome).toMatchObject({ detail: expect.stringMatching(/./) })
  })

  test('the evidence adds up: the received value is among the expected ones, and no secret is shown', () => {
    const secrets = [{ id: 's1', label: 'live', value: one.checkWith }]
    const { received, expected, signedParts } = scheme.explain(request, params, secrets)
    expect(received.length).toBeGreaterThan(0)
    if (expected.length > 0) expect(received).toContain(expected[0]?.value)
    else
      expect(keyKind === 'public-key' || covers.extent === 'nothing' || one.ref.scheme === 'standard-webhooks').toBe(
        true,
      )
    const shown = [
      ...received,
      ...expected.map(({ value }) => value),
      ...signedParts.map(({ bytes }) => Buffer.from(bytes).toString()),
    ]
    expect(shown.join('\n')).not.toContain(one.checkWith)
  })

  test('signs only with what can sign', () => {
    const signed = scheme.sign(one.request, params, one.checkWith, now, () => 'id')
    if (one.checkWith === one.secret) expect(signed).not.toBeNull()
    else expect(signed).toBeNull()
  })

  test('garbage is refused without a throw', () => {
    const random = seeded(one.name.length * 7919)
    for (let round = 0; round < 60; round++) {
      const broken = breakRequest(request, added, random)
      const secrets = [{ id: 's1', label: 'live', value: round % 3 === 0 ? garbage(random) : one.checkWith }]
      const outcome = scheme.verify(broken, params, secrets)
      expect(outcome.ok && covers.extent === 'body').toBe(false)
      expect(() => scheme.explain(broken, params, secrets)).not.toThrow()
      expect(() => scheme.sign(broken, params, secrets[0]?.value ?? '', now, () => 'id')).not.toThrow()
      expect(scheme.describe(params, broken).covers.detail).not.toBe('')
    }
  })
})

/** Mulberry32: the same sequence on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function garbage(random: () => number): string {
  const alphabet = 'aZ09=+/-_,;:. {}[]"\\%\xff\xc3\0\t'
  return Array.from({ length: Math.floor(random() * 60) }, () => alphabet[Math.floor(random() * alphabet.length)]).join(
    '',
  )
}

/** Always breaks body and signature headers: some values replaced, cut or doubled, some bytes of the body turned. */
function breakRequest(request: SchemeRequest, added: readonly string[], random: () => number): SchemeRequest {
  const headers = request.headers.flatMap((pair) => {
    const [name, value] = pair
    if (!added.includes(name)) return random() < 0.2 ? [] : [pair]
    const kind = Math.floor(random() * 4)
    if (kind === 0) return [[name, garbage(random)] as const]
    if (kind === 1) return [[name, value.slice(0, Math.floor(random() * value.length))] as const]
    if (kind === 2) return [[name, garbage(random)] as const, [name, garbage(random)] as const]
    return [[name, garbage(random) + value] as const]
  })
  const body = Buffer.from(request.body)
  for (let turns = 0; turns < 3; turns++) body[Math.floor(random() * body.length)] = Math.floor(random() * 256)
  const methods = ['GET', 'POST', 'PUT', '']
  return {
    ...request,
    headers,
    method: methods[Math.floor(random() * methods.length)] ?? 'POST',
    publicUrl: random() < 0.3 ? garbage(random) : request.publicUrl,
    body: random() < 0.2 ? Buffer.alloc(0) : body.subarray(0, Math.ceil(random() * body.length)),
  }
}
