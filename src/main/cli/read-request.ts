import { z } from 'zod'
import { HeaderPair } from '#shared/model/header-pair.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { plural } from '#shared/sentences/units.ts'
import { type RequestToVerify, splitTarget } from '../engine/offline.ts'
import { UsageError } from '../hosting/usage-error.ts'

/** A request out of a file, as far as the file tells of it. */
export interface ParsedRequest extends Omit<RequestToVerify, 'arrivedAtMs'> {
  /** Unix milliseconds; null where the file does not say. */
  readonly receivedAtMs: number | null
  /** Signs a fixture that was made safe: its provider's secret is not in it. */
  readonly fixtureSecret: string | null
  /** What a reader of the verdict has to know, in sentences. */
  readonly notes: readonly string[]
}

/** The parts of an exported fixture that a verdict depends on. */
const Fixture = z.object({
  format: z.literal('switchhook-fixture'),
  receivedAt: z.iso.datetime(),
  method: z.string(),
  url: z.string(),
  headers: z.array(HeaderPair),
  masked: z.array(z.string()).default([]),
  bodyMasked: z.boolean().default(false),
  bodyBase64: z.base64(),
  fixtureSecret: z.string().nullish(),
})

/** Reads a fixture of Switchhook's own, or a request as it goes over the wire. Throws UsageError that names `file`. */
export function readRequest(bytes: Uint8Array, file: string): ParsedRequest {
  const buffer = Buffer.from(bytes)
  return /^\s*\{/.test(buffer.toString('latin1', 0, 100)) ? readFixture(buffer, file) : readRaw(buffer, file)
}

function readFixture(bytes: Buffer, file: string): ParsedRequest {
  const parsed = Fixture.safeParse(jsonOf(bytes, file))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`${file} is not a fixture of Switchhook: ${issue?.path.join('.')}: ${issue?.message}.`)
  }
  const { method, url, headers, bodyBase64, receivedAt, bodyMasked, masked, fixtureSecret } = parsed.data
  if (!URL.canParse(url)) throw new UsageError(`${file} is not a fixture of Switchhook: its url is not valid.`)
  const notes: string[] = []
  if (bodyMasked) notes.push('Secrets were taken out of this body when it was exported, so no signature fits it.')
  else if (masked.length > 0) notes.push(`Taken out when it was exported: ${masked.join(', ')}.`)
  return {
    method,
    url,
    target: splitTarget(url).pathAndQuery,
    headers,
    body: Buffer.from(bodyBase64, 'base64'),
    receivedAtMs: Date.parse(receivedAt),
    fixtureSecret: fixtureSecret ?? null,
    notes,
  }
}

function jsonOf(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}.`)
  }
}

/** RFC 9112, with line feeds alone where an editor has left those. */
function readRaw(bytes: Buffer, file: string): ParsedRequest {
  // One character per byte.
  const text = bytes.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const lines = text.slice(0, end?.index ?? text.length).split(/\r?\n/)
  // Where the file ends in its head. Other spaces may be bytes of a value.
  while (lines.length > 1 && /^[ \t\r]*$/.test(lines.at(-1)!)) lines.pop()
  const [, method, target] = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/\d\.\d$/.exec(lines[0] ?? '') ?? []
  if (method === undefined || target === undefined)
    throw new UsageError(
      `${file} is neither a fixture nor a request: it does not begin with a line such as "POST /hooks HTTP/1.1".`,
    )
  const headers = lines.slice(1).map((line, at): HeaderPair => {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined) throw new UsageError(`${file}: line ${at + 2} is not a header.`)
    return [name, value]
  })
  if (firstHeader(headers, 'transfer-encoding') !== undefined)
    throw new UsageError(`${file}: a body with Transfer-Encoding cannot be read; save it with a Content-Length.`)
  const rest = end === null ? Buffer.alloc(0) : bytes.subarray(end.index + end[0].length)
  const { body, note } = bodyOf(rest, firstHeader(headers, 'content-length'))
  return {
    method,
    target,
    url: urlOf(target, headers),
    headers,
    body,
    receivedAtMs: null,
    fixtureSecret: null,
    notes: note === null ? [] : [note],
  }
}

/** An editor adds a newline to the end of a file, and the length tells that it is none of the body's. */
function bodyOf(rest: Buffer, length: string | undefined): { readonly body: Buffer; readonly note: string | null } {
  if (length === undefined || !/^\d+$/.test(length) || Number(length) === rest.length) return { body: rest, note: null }
  const size = Number(length)
  if (rest.length < size)
    return { body: rest, note: `The body has ${rest.length} bytes, and its Content-Length says ${size}.` }
  const note = `${plural(rest.length - size, 'byte')} after the end given by Content-Length ${rest.length - size === 1 ? 'was' : 'were'} ignored.`
  return { body: rest.subarray(0, size), note: /^\r?\n$/.test(rest.toString('latin1', size)) ? null : note }
}

function urlOf(target: string, headers: readonly HeaderPair[]): string {
  if (/^https?:\/\//i.test(target)) return target
  const forwarded = firstHeader(headers, 'x-forwarded-proto')?.toLowerCase()
  const host = firstHeader(headers, 'x-forwarded-host') ?? firstHeader(headers, 'host') ?? 'localhost'
  return `${forwarded === 'http' ? 'http' : 'https'}://${host}${target}`
}
