import { answered, delivery, examination, fakeLog, type NewEntry, noon, replayed } from './fake-log.ts'

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
  while (entries.length < count) {
    const what = alive.length < 5 ? 0 : dice(12)
    if (what < 6) {
      const target = `/in/token${dice(2) === 0 ? '' : `?page=${dice(4)}`}`
      const options = {
        facts: facts(),
        verification: verification(),
        body: `{"note":"text${dice(40)} näive"}`,
        request: { target },
      }
      alive.push(add(delivery({ ...options, top: { endpointId: `end_${dice(3)}`, receivedAt: noon + dice(100_000) } })))
    } else if (what < 8) add(answered(some(), dice(8000)))
    else if (what === 8)
      add({
        kind: 'examined',
        about: some(),
        examination: examination({ facts: facts(), verification: verification() }),
      })
    else if (what === 9)
      add({ kind: 'cause-found', about: some(), cause: { code: 'no-match', sentence: `Cause ${dice(9)}.` } })
    else if (what === 10) add(ofRun(some(), `rep_${entries.length}`, dice))
    else {
      const gone = [...new Set([some(), some()])]
      alive = alive.filter((seq) => !gone.includes(seq))
      add({ kind: 'removed', deliveries: gone })
    }
  }
  return entries
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
