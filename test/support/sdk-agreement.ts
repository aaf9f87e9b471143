import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemaCompiler } from '../../src/main/engine/lib/json-schema.ts'
import { readPackFolder } from '../../src/main/engine/providers/read-pack-folder.ts'
import { judge } from '../../src/main/engine/signatures/judge.ts'
import { resolveScheme } from '../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../src/main/engine/signatures/signature-scheme.ts'
import { applySigned } from './scheme-cases.ts'

const builtIn = join(import.meta.dirname, '../../resources/providers')

/** A pack's schemes as the product uses them: `judge` tries all, `sign` takes the one at `index`. */
export async function packSchemes(id: string) {
  const { pack, problems } = readPackFolder(join(builtIn, id), 'built-in', schemaCompiler())
  const signature = pack?.manifest.signature
  if (signature?.kind !== 'scheme') throw new Error(`${id} has no scheme: ${JSON.stringify(problems)}`)
  const refs: SchemeRef[] = [signature, ...(signature.alternatives ?? [])]
  return {
    reason(request: SchemeRequest, value: string) {
      const secrets = [{ id: 's1', label: 'live', value }]
      return judge({ request, aborted: false, signature, recipe: null, secrets }).reason
    },
    sign(request: SchemeRequest, secret: string, index = 0): SchemeRequest {
      const resolved = resolveScheme(refs[index] ?? signature)
      if ('problem' in resolved) throw new Error(resolved.problem)
      const signed = resolved.scheme.sign(request, resolved.params, secret, Date.now(), () => `id-${index}`)
      if (!signed) throw new Error(`${id} did not sign`)
      return applySigned(request, signed)
    },
  }
}

type Schemes = Awaited<ReturnType<typeof packSchemes>>

/** What a vendor's SDK does with a request; everything in it is called with real time. */
export interface Sdk {
  readonly schemes: Schemes
  /** Which of the pack's schemes signs. */
  readonly index?: number
  readonly secret: string
  /** Where it is another one than `secret`: the public key. */
  readonly checkWith?: string
  readonly other: string
  /** Left out where the SDK can only verify. */
  sign?(request: SchemeRequest): readonly HeaderPair[] | Promise<readonly HeaderPair[]>
  /** False or a throw: refused. */
  accepts(request: SchemeRequest, secret: string): unknown
  /** The request after somebody changed what is signed. */
  alter?(request: SchemeRequest): SchemeRequest
}

export const text = (request: SchemeRequest) => Buffer.from(request.body).toString()

const alterBody = (request: SchemeRequest): SchemeRequest => ({ ...request, body: Buffer.from(`${text(request)} `) })

async function accepted(sdk: Sdk, request: SchemeRequest, secret: string): Promise<boolean> {
  try {
    return (await sdk.accepts(request, secret)) !== false
  } catch {
    return false
  }
}

/** For each request: SDK and scheme accept each other's signatures, and both refuse what was altered. */
export function agreement(sdk: Sdk, requests: readonly (readonly [name: string, request: SchemeRequest])[]): void {
  const { schemes, secret, checkWith = secret, other, alter = alterBody } = sdk
  describe.each(requests)('%s', (_name, request) => {
    const { sign } = sdk
    if (sign)
      test('what the SDK signs is verified', async () => {
        const headers = await sign(request)
        const signed = { ...request, headers: [...request.headers, ...headers] }
        expect(schemes.reason(signed, checkWith)).toBe('signature-matches')
        expect(schemes.reason(alter(signed), checkWith)).toMatch(/mismatch$/)
        expect(schemes.reason(signed, other)).toBe('signature-mismatch')
      })

    test('what the scheme signs is accepted by the SDK', async () => {
      const signed = schemes.sign(request, secret, sdk.index)
      expect(schemes.reason(signed, checkWith)).toBe('signature-matches')
      expect(await accepted(sdk, signed, checkWith)).toBe(true)
      expect(await accepted(sdk, alter(signed), checkWith)).toBe(false)
      expect(await accepted(sdk, signed, other)).toBe(false)
    })
  })
}

/** A POST that arrives now. */
export function arrivingRequest(
  body: string,
  { url = 'https://example.com/in/abc', method = 'POST', type = 'application/json' } = {},
): SchemeRequest {
  return {
    method,
    target: url.replace(/^https?:\/\/[^/]*/, ''),
    publicUrl: url,
    headers: [['Content-Type', type]],
    body: Buffer.from(body),
    arrivedAtMs: Date.now(),
  }
}

export const formRequest = (body: string, url?: string, method?: string): SchemeRequest =>
  arrivingRequest(body, {
    ...(url === undefined ? {} : { url }),
    ...(method === undefined ? {} : { method }),
    type: 'application/x-www-form-urlencoded',
  })

/** Bodies that careless code changes: escapes, digits beyond a double, line ends, a byte order mark. */
export const jsonBodies: readonly (readonly [name: string, request: SchemeRequest])[] = Object.entries({
  'an object': '{"type":"call.ended","id":"call_1"}',
  'letters of many scripts': '{"name":"Zoë Ünal – 🔧","city":"東京","combined":"e\u0301"}',
  'escaped letters': '{"name":"Zo\\u00eb","slash":"a\\/b","html":"<b>&amp;</b>"}',
  'numbers of twenty digits': '{"id":12345678901234567890,"cost":12.50,"tiny":1e-7}',
  'line ends of Windows': '{\r\n  "note": "a\\r\\nb"\r\n}\r\n',
  'whitespace around': ' \t{ "a" : 1 }\n\n',
  'a list': '[{"a":1},{"a":2}]',
}).map(([name, body]) => [name, arrivingRequest(body)])

export const emptyBody = ['no body', arrivingRequest('')] as const

/** First value of a header, empty where it is missing. */
export const headerOf = (request: SchemeRequest, name: string): string =>
  request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? ''

/** Form values as the SDKs take them: a list where a name is repeated. */
export function formValues(request: SchemeRequest): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  const form = new URLSearchParams(text(request))
  for (const name of new Set(form.keys())) {
    const all = form.getAll(name)
    values[name] = all.length === 1 ? (all[0] ?? '') : all
  }
  return values
}
