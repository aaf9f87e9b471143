import type { DeliveryHead } from '../../src/main/engine/log/entries.ts'
import { answered, delivery, examination, fakeLog, forwarded, type NewEntry, noon, replayed } from './fake-log.ts'

/** Entries of every kind, about deliveries old and new, some of which are removed later; always the same ones. */
export function eventfulEntries(count: number): NewEntry[] {
  let seed = 12_345
  const dice = (sides: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % sides
  }
  const log = fakeLog()
  const entries: NewEntry[] = []
  const add = (entry: NewEntry) => {
    entries.push(entry)
    return log.add(entry)
  }
  let alive: number[] = []
  let hidden: number[] = []
  const some = () => alive[dice(alive.length)]!
  const facts = () => ({
    provider: ['allo-v2', 'github', null][dice(3)]!,
    eventType: ['call.ended', 'sms.received', null][dice(3)]!,
    eventId: dice(4) === 0 ? null : `evt_${dice(9)}`,
    callId: dice(2) === 0 ? null : `call_${dice(5)}`,
    summary: { ...delivery().head.facts.summary, who: `Person${dice(30)}`, text: `said word${dice(50)}` },
  })
  const verification = () =>
    (
      [
        { state: 'verified', reason: 'signature-matches' },
        { state: 'failed', reason: 'signature-mismatch' },
        { state: 'checking', reason: 'judged-later' },
      ] as const
    )[dice(3)]!
  const userDoes = (what: number) => {
    if (what === 12) {
      const change = [{ pinned: dice(2) === 0 }, { note: dice(3) === 0 ? null : `remark${dice(9)}` }][dice(2)]!
      add({ kind: 'annotated', about: some(), change })
    } else if (what === 13) {
      hidden = [...new Set([some(), some(), some()])]
      add({ kind: 'hidden', deliveries: hidden })
    } else {
      const back = hidden.filter((seq) => alive.includes(seq))
      if (back.length > 0) add({ kind: 'restored', deliveries: back })
    }
  }
  const forwarding = () =>
    [{}, {}, { forwarding: 'live', reply: null } as const, { forwarding: 'queue' } as const][dice(4)]!
  const error = { code: 'refused', message: 'Nothing listens there.' } as const
  const outcome = () =>
    [
      {},
      { error, given: 'fallback' as const },
      { error, given: 'queued' as const },
      { role: 'copy' as const, error, given: 'nothing' as const },
      { role: 'queued' as const, given: 'nothing' as const, status: 500 },
    ][dice(5)]!
  /** Also of a delivery whose answer comes from its target. */
  const answerAndOutcome = (): NewEntry[] => {
    const reply = { status: [200, 502][dice(2)]!, by: 'forward' } as const
    const given = { about: some(), afterMs: dice(8000), storedAfterMs: 8 }
    return [
      dice(3) === 0 ? { kind: 'answered', answers: [{ ...given, reply }] } : answered(given.about, given.afterMs),
      ...(dice(3) === 0 ? [forwarded(some(), outcome())] : []),
    ]
  }
  const arrival = (): NewEntry => {
    const target = `/in/token${dice(2) === 0 ? '' : `?page=${dice(4)}`}`
    const options = {
      facts: facts(),
      verification: verification(),
      body: `{"note":"text${dice(40)} näive"}`,
      request: { target },
    }
    const top = { endpointId: `end_${dice(3)}`, receivedAt: noon + dice(100_000) }
    // Rules answer where nothing is forwarded.
    return delivery({
      ...options,
      top: { ...top, ...byRule(entries.length), ...forwarding(), ...fromFile(entries.length) },
    })
  }
  const endings = (): NewEntry[] => {
    const why = [undefined, undefined, 'dropped', 'sender-left', 'stopped'] as const
    return dice(3) === 0 ? [answered(some(), dice(8000), why[entries.length % why.length])] : answerAndOutcome()
  }
  const examinedAgain = (): NewEntry => ({
    kind: 'examined',
    about: some(),
    examination: examination({ facts: facts(), verification: verification() }),
  })
  while (entries.length < count) {
    const what = alive.length < 5 ? 0 : dice(15)
    if (what < 6) alive.push(add(arrival()))
    else if (what < 8) for (const entry of endings()) add(entry)
    else if (what === 8) add(examinedAgain())
    else if (what === 9)
      add({ kind: 'cause-found', about: some(), cause: { code: 'no-match', sentence: `Cause ${dice(9)}.` } })
    else if (what === 10) add(ofRun(some(), `rep_${entries.length}`, dice))
    else if (what > 11) userDoes(what)
    else {
      const gone = [...new Set([some(), some()])]
      alive = alive.filter((seq) => !gone.includes(seq))
      add({ kind: 'removed', deliveries: gone })
    }
  }
  return entries
}

/** Some deliveries were read from a file. */
function fromFile(number: number): Partial<DeliveryHead> {
  if (number % 7 !== 0) return {}
  const source = number % 2 === 0 ? `har:${number}` : null
  const imported = { id: `imp_${number % 3}`, from: 'HAR', at: noon, file: 'a.har', timeKnown: true, source }
  return { reply: null, imported }
}

/** Some deliveries are answered by a response rule, and some of these get no answer. */
function byRule(number: number): Partial<DeliveryHead> {
  if (number % 6 !== 0) return {}
  const isDropped = number % 12 === 0
  const did = isDropped ? 'drop' : 'answer'
  const rule = { id: 'rule_1', name: `Rule ${number % 5}`, did, delayMs: 0, attempt: null, empty: [] } as const
  return { rule: { ...rule, empty: [] }, ...(isDropped && { reply: null }) }
}

/** A replay: every third one by itself, the others as items of two runs, of which some are sent again. */
function ofRun(about: number, id: string, dice: (sides: number) => number): NewEntry {
  const run = `run_${dice(2)}`
  // An item is of one delivery, which a drill may send several times.
  const item = about * 10 + dice(3)
  if (dice(3) === 0) return replayed(about, id)
  if (dice(5) === 0)
    return { kind: 'not-replayed', about, item: { run, item, at: noon, reason: 'refused', message: 'No secret.' } }
  return replayed(about, id, Buffer.from(`{"n":${dice(3)}}`), {
    status: [200, 200, 500][dice(3)]!,
    run: { id: run, item, deadlineMs: [null, 1, 5000][dice(3)]! },
  })
}
