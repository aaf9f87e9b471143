import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type AttemptRules, rulesOfEvent } from '#shared/attempts/attempt-rules.ts'
import { gapWords, outlookWords } from '#shared/attempts/attempt-sentences.ts'
import { outlookOf, tellAttempts } from '#shared/attempts/attempt-story.ts'
import type { Attempt } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { deliveryId, logCodeOf } from '../../src/main/engine/log/delivery-id.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { readPayload } from '../../src/main/engine/providers/payload.ts'
import { deliveryOf } from '../../src/main/engine/providers/provider-pack.ts'
import { readFacts } from '../../src/main/engine/providers/read-facts.ts'
import { openSampleViews } from '../main/engine/reading/sample-views.ts'
import { delivery } from '../support/fake-log.ts'

/**
 * Each provider's documented schedule on a virtual clock: deliveries at the documented times go through the projections, are
 * grouped, labelled, and the next one is predicted. The goldens (`test/fixtures/attempts`, written by UPDATE_GOLDEN=1) are
 * for people to read.
 */
const root = join(import.meta.dirname, '../../resources/providers')
const goldens = join(import.meta.dirname, '../fixtures/attempts')
const { packs } = loadProviderPacks({ builtInDir: root, userDir: join(root, 'no-such-folder') })

const start = Date.UTC(2026, 10, 20, 14)
const clock = (at: number) => {
  const text = new Date(at).toISOString()
  return at - start < 86_400_000 - 14 * 3_600_000 ? text.slice(11, 19) : `${text.slice(5, 10)} ${text.slice(11, 19)}`
}
/** What attempts are answered with, and after how long. */
const refusal = { status: 503, ms: 40 }
/** HighLevel tries again after 429 only. */
const tooMany = { status: 429, ms: 40 }
/** Where no wait is documented, some wait. */
const someWaitMs = 30_000

const refusalOf = (id: string) => (id === 'highlevel' ? tooMany : refusal)

interface Played {
  readonly attempts: readonly Attempt[]
  readonly rules: AttemptRules | null
  readonly name: string
}

/** Deliveries of one sample at these times, answered so; as the views tell of the last one. */
async function play(id: string, event: string, times: readonly number[], last?: typeof refusal): Promise<Played> {
  const usual = refusalOf(id)
  const pack = packs.get(id)!
  const sample = makeSample(pack, event, { nowMs: start, randomBytes: (size) => new Uint8Array(size).fill(7) })!
  // Put in by whoever signs.
  const idHeader =
    pack.manifest.eventId !== null && 'header' in pack.manifest.eventId ? pack.manifest.eventId.header : null
  const headers: HeaderPair[] = [...sample.headers, ...(idHeader === null ? [] : [[idHeader, 'evt_1'] as HeaderPair])]
  const payload = readPayload({ method: 'POST', target: '/', headers }, sample.body)
  const facts = readFacts({ pack, by: 'endpoint' }, payload)
  const { deadlineMs, attempts } = deliveryOf(pack, facts.eventType)
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-schedule-'))
  const views = openSampleViews(dir)
  onTestFinished(() => {
    views.close()
    rmSync(dir, { recursive: true, force: true })
  })
  let seq = 0
  times.forEach((receivedAt, index) => {
    const { status, ms } = last !== undefined && index === times.length - 1 ? last : usual
    seq = views.log.add(
      delivery({
        facts,
        body: sample.body,
        request: { headers },
        top: {
          receivedAt,
          deadlineMs,
          attemptsDocumented: attempts,
          reply: { status, headers: [], body: '', by: 'rule' },
        },
      }),
    )
    views.log.add({ kind: 'answered', answers: [{ about: seq, afterMs: ms, storedAfterMs: 1 }] })
  })
  await views.catchUp()
  const detail = views.reader.detail(deliveryId(logCodeOf('fake'), seq))
  // As the page has it: by the entry's name, families too.
  const rules = rulesOfEvent(pack.manifest, facts.eventType) ?? deliveryOf(pack, facts.eventType)
  return { attempts: detail.attempts, rules, name: pack.manifest.name }
}

function told({ attempts, rules, name }: Played): string[] {
  return tellAttempts(attempts, rules).map(({ gap }, index) => {
    const upTo = attempts.slice(0, index + 1)
    const last = upTo.at(-1)!
    const now = last.receivedAt + 1000
    const outlook = outlookWords(outlookOf(upTo, rules, now), { provider: name, last, now, clock })
    const gapped = gap === null ? '' : `, ${gapWords(gap, last.attempt)}`
    return `${clock(last.receivedAt)}  attempt ${last.attempt}${gapped}. ${outlook}`
  })
}

/** Documented times of attempts, counted from the end of the one before. */
function timesOf(rules: AttemptRules): number[] {
  const delays = rules.retryDelaysMs ?? [someWaitMs, someWaitMs]
  const times = [start]
  for (const delay of delays) times.push(times.at(-1)! + refusal.ms + delay)
  return times
}

const seeds = [
  ['oncallclerk', 'lead.captured'],
  ['replicer', 'call.ended'],
  ['outcallerai', 'lead.created'],
  ['allo-v1', 'CALL_RECEIVED'],
  ['allo-v2', 'call.received'],
  ['oneinbox', 'call.started'],
] as const
const others = [
  ['dialpad', 'sms.inbound'],
  ['highlevel', null],
  ['slack', null],
  ['svix', null],
] as const

describe.each([...seeds, ...others])('%s', (id, named) => {
  const pack = packs.get(id)!
  const event = named ?? [...pack.samples.keys()].sort()[0]!

  test('its schedule, told attempt by attempt', async () => {
    const { delivery: rules } = pack.manifest
    const played = await play(
      id,
      event,
      timesOf(rulesOfEvent(pack.manifest, event) ?? deliveryOf(pack, event) ?? rules),
    )
    const text = `${pack.manifest.name}, ${event}, each attempt answered ${refusalOf(id).status}\n\n${told(played).join('\n')}\n`
    const path = join(goldens, `${id}.txt`)
    if (process.env.UPDATE_GOLDEN) writeFileSync(path, text)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : `${path} is missing: UPDATE_GOLDEN=1 writes it`).toBe(text)
  })
})

describe.each(seeds.filter(([id]) => packs.get(id)!.manifest.delivery.retryDelaysMs !== null))('%s', (id, event) => {
  const { delivery: rules } = packs.get(id)!.manifest
  const times = timesOf(rules)

  test('attempts at the documented times are one event, all on time, and the end is told', async () => {
    const { attempts } = await play(id, event, times)
    expect(attempts.map(({ attempt }) => attempt)).toEqual(times.map((_, index) => index + 1))
    expect(
      tellAttempts(attempts, rules)
        .slice(1)
        .map(({ gap }) => gap?.state),
    ).toEqual(times.slice(1).map(() => 'on-time'))
    expect(outlookOf(attempts, rules, Number.MAX_SAFE_INTEGER)).toEqual({ kind: 'ended' })
  })

  test('each attempt is predicted to the millisecond', async () => {
    const { attempts } = await play(id, event, times)
    for (let count = 1; count < times.length; count++) {
      const outlook = outlookOf(attempts.slice(0, count), rules, start)
      expect(outlook).toMatchObject({ kind: 'next', attempt: count + 1, at: times[count], certain: true })
    }
  })

  test.each([
    [0.5, 'early'],
    [1.5, 'late'],
  ] as const)('the longest wait times %d: %s', async (factor, state) => {
    const delays = rules.retryDelaysMs!
    const longest = delays.indexOf(Math.max(...delays))
    const shift = delays[longest]! * (factor - 1)
    const { attempts } = await play(
      id,
      event,
      times.map((at, index) => (index > longest ? at + shift : at)),
    )
    const states = tellAttempts(attempts, rules).map(({ gap }) => gap?.state)
    expect(states[longest + 1]).toBe(state)
    expect(states.filter((each) => each === state)).toHaveLength(1)
  })

  test('an accepted attempt is the end, and one that comes all the same a duplicate', async () => {
    const accepted = await play(id, event, times.slice(0, 2), { status: 200, ms: 5 })
    expect(outlookOf(accepted.attempts, rules, start)).toEqual({ kind: 'accepted' })
    const again = [...accepted.attempts, { ...accepted.attempts[1]!, attempt: 3, receivedAt: times[2]! }]
    expect(tellAttempts(again, rules)[2]?.acceptedBefore).toEqual(accepted.attempts[1])
  })
})
