import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProviderInfo, ProviderManifest } from '#shared/model/provider-pack.ts'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { checkRule } from '#shared/rules/check-rule.ts'
import { type OfferedPreset, presetsFor } from '#shared/rules/presets.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { findEvent, type ProviderPack } from '../../src/main/engine/providers/provider-pack.ts'
import { endpoint, openTestCapture, requestBytes, snapshotOf } from '../main/engine/capture/open-test-capture.ts'
import { RawConnection } from '../support/raw-http.ts'

/** Every preset of every pack, and the general ones for each provider: sound, and over a socket what its note says. */

const root = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir: root, userDir: join(root, 'no-such-folder') })
const fixed = { nowMs: Date.UTC(2026, 0, 2), randomBytes: (size: number) => new Uint8Array(size).fill(7) }

const asInfo = (manifest: ProviderManifest) => manifest as ProviderInfo
const own = [...packs.values()].flatMap((pack) => pack.manifest.presets.map((preset) => ({ pack, preset })))

describe.each(own)('$pack.manifest.id: $preset.id', ({ pack, preset }) => {
  it('is sound and well-formed as it is', () => expect(checkRule(preset.rule)).toEqual([]))

  it('is for events that the pack names', () => {
    for (const type of preset.rule.match.types) {
      const isSetUp = JSON.stringify(pack.manifest.eventType).includes(`"${type}"`)
      // Retell and Synthflow ask before a call begins; no shape of that request is in their packs.
      const isAsked = ['call_inbound', 'inbound'].includes(type)
      expect([type, findEvent(pack.manifest, type) !== null || isSetUp || isAsked]).toEqual([type, true])
    }
  })
})

it('has an id of its own in each pack, apart from the general ones', () => {
  for (const { manifest } of packs.values()) {
    const offered = presetsFor(asInfo(manifest))
    const ids = offered.map(({ id }) => id)
    expect([manifest.id, offered.flatMap(({ rule }) => checkRule(rule))]).toEqual([manifest.id, []])
    expect([manifest.id, ids.length]).toEqual([manifest.id, new Set(ids).size])
  }
})

it('packs with presets are those whose providers wait for instructions', () => {
  const with_ = readdirSync(root).filter((id) => packs.get(id)!.manifest.presets.length > 0)
  expect(with_).toEqual(
    expect.arrayContaining(['bandwidth', 'plivo', 'retell', 'sinch-voice', 'telnyx', 'twilio', 'vapi', 'vonage']),
  )
})

describe('over a socket', () => {
  /** Sends a sample to an endpoint with this rule alone: all that comes back, and what is stored. */
  async function exchange(pack: ProviderPack, preset: OfferedPreset, event: string) {
    const rule: ResponseRule = { ...preset.rule, delayMs: 0, id: 'rule_1', on: true, since: Date.now() }
    const tried = { ...endpoint, provider: pack.manifest.id, secrets: [], rules: [rule] }
    const capture = await openTestCapture({ data: { snapshot: snapshotOf([tried]) } })
    const sample = makeSample(pack, event, fixed)!
    const headers = { ...Object.fromEntries(sample.headers), Connection: 'close' }
    const connection = await RawConnection.open(capture.port())
    await connection.write(requestBytes({ headers, body: Buffer.from(sample.body) }))
    return { answer: (await connection.rest()).toString(), stored: capture.reader.delivery(1)!.head }
  }

  const withSample = own.flatMap(({ pack, preset }) => {
    const { types } = preset.rule.match
    const setUp = JSON.stringify(pack.manifest.handshakes)
    const event = [...pack.samples.keys()].find((sample) =>
      types.length === 0 ? !setUp.includes(sample) : types.includes(sample),
    )
    return event === undefined ? [] : [{ pack, preset: { ...preset }, event }]
  })

  it.each(withSample)('$pack.manifest.id: $preset.id answers $event', async ({ pack, preset, event }) => {
    const { answer, stored } = await exchange(pack, preset, event)
    const { action } = preset.rule
    if (action.kind !== 'answer') throw new Error('a preset of a pack answers')
    const [head = '', body] = answer.split('\r\n\r\n')
    expect(head.startsWith(`HTTP/1.1 ${action.answer.status} `)).toBe(true)
    for (const [name, value] of action.answer.headers) expect(head).toContain(`${name}: ${value}`)
    expect(body).not.toMatch(/\{\{/)
    expect(stored.rule).toMatchObject({ name: preset.rule.name, empty: [] })
    // What was filled in is well-formed too.
    const rendered = { ...action.answer, body: body ?? '' }
    expect(checkRule({ ...preset.rule, action: { kind: 'answer', answer: rendered } })).toEqual([])
  })

  it.each(['replicer', 'highlevel', 'twilio'])('the general ones with %s', async (id) => {
    const pack = packs.get(id)!
    const event = [...pack.samples.keys()][0]!
    for (const preset of presetsFor(asInfo(pack.manifest)).filter(({ source }) => source === null)) {
      const { answer, stored } = await exchange(pack, preset, event)
      const status = answer === '' ? null : Number(answer.split(' ')[1])
      const expected = {
        'fail-first-3': pack.manifest.retryStatus ?? 503,
        'always-500': 500,
        'too-late': 200,
        'refuse-failed-signatures': stored.verification.state === 'failed' ? 401 : 200,
        'drop-connection': null,
      }[preset.id]
      expect([preset.id, status]).toEqual([preset.id, expected])
    }
  })
})
