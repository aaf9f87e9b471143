import type { HeaderPair } from '#shared/model/headers.ts'
import type { Freshen } from '#shared/model/provider-pack.ts'
import { locate, pointerTokens } from '../lib/json-places.ts'
import { mediaTypeOf } from '../lib/media-type.ts'
import { readPackFile } from './pack-files.ts'
import { bodyPlace, type Payload, readPayload, textAt } from './payload.ts'
import type { ProviderPack } from './provider-pack.ts'

export interface SampleRequest {
  readonly method: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

export interface SampleInputs {
  /** Unix milliseconds. */
  readonly nowMs: number
  readonly randomBytes: (size: number) => Uint8Array
  /** Changes the body's text before headers are filled from it. */
  readonly edit?: (text: string, as: 'json' | 'form') => string
}

/**
 * A sample event as the provider would send it now, unsigned: ids and times are put in where the pack says, every other byte
 * of the sample stays. Null where the pack has no sample of this event.
 */
export function makeSample(pack: ProviderPack, event: string, inputs: SampleInputs): SampleRequest | null {
  const sample = sampleBytes(pack, event)
  if (sample === null) return null
  const { freshen, sampleHeaders } = pack.manifest
  const plainHeaders = Object.entries(sampleHeaders)
  const isForm = mediaTypeOf(plainHeaders)?.essence === 'application/x-www-form-urlencoded'
  const replace = isForm ? replaceInForm : replaceInJson
  let text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(sample)
  for (const { at, value } of freshen) {
    if ('body' in at) text = replace(text, at.body, freshValue(value, inputs))
  }
  text = inputs.edit?.(text, isForm ? 'form' : 'json') ?? text
  const body = new TextEncoder().encode(text)
  const payload = readPayload({ method: 'POST', target: '/', headers: plainHeaders }, body)
  const headers = plainHeaders.map(([name, template]): HeaderPair => [name, fill(template, event, payload)])
  for (const { at, value } of freshen) {
    if ('header' in at) headers.push([at.header, String(freshValue(value, inputs))])
  }
  return { method: 'POST', headers, body }
}

/** The sample's exact bytes; null where the pack has none of this event, or its file is gone. */
export function sampleBytes(pack: ProviderPack, event: string): Uint8Array | null {
  const file = pack.samples.get(event)
  const read = file === undefined ? null : readPackFile(file)
  return read?.ok ? read.bytes : null
}

/** The bytes of all samples of a pack. */
export function allSampleBytes(pack: ProviderPack): Uint8Array[] {
  return [...pack.samples.keys()].map((event) => sampleBytes(pack, event)).filter((bytes) => bytes !== null)
}

function replaceInForm(text: string, pointer: string, value: string | number): string {
  const [name = ''] = pointerTokens(pointer)
  const replaced = (pair: string) => `${pair.split('=', 1)[0]}=${encodeURIComponent(value)}`
  const pairs = text.split('&').map((pair) => (new URLSearchParams(pair).has(name) ? replaced(pair) : pair))
  return pairs.join('&')
}

function replaceInJson(text: string, pointer: string, value: string | number): string {
  const place = locate(text, [pointer]).get(pointer)
  if (place === undefined) return text
  return text.slice(0, place.offset) + JSON.stringify(value) + text.slice(place.offset + place.length)
}

function freshValue(value: Freshen['value'], { nowMs, randomBytes }: SampleInputs): string | number {
  switch (value) {
    case 'uuid':
      return uuid(randomBytes(16))
    case 'iso':
      return new Date(nowMs).toISOString()
    case 'unix':
      return Math.floor(nowMs / 1000)
    case 'unix-ms':
      return nowMs
    default:
      return value.replaceAll('{random}', () => Buffer.from(randomBytes(8)).toString('hex'))
  }
}

/** Version 4 (RFC 9562, 5.4). */
function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  const variant = ((bytes[8]! & 0x3f) | 0x80).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20)}`
}

/** "{event}" and "{/pointer}" in a header of a sample. */
function fill(template: string, event: string, payload: Payload): string {
  return template.replace(/\{(event|\/[^{}]*)\}/g, (_, name: string) =>
    name === 'event' ? event : (textAt(payload, bodyPlace(name)) ?? ''),
  )
}
