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
  while (entries.length < count) {
    const what = alive.length < 5 ? 0 : dice(15)
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
    else if (what === 10) add(replayed(some(), `rep_${entries.length}`))
    else if (what > 11) userDoes(what)
    else {
      const gone = [...new Set([some(), some()])]
      alive = alive.filter((seq) => !gone.includes(seq))
      add({ kind: 'removed', deliveries: gone })
    }
  }
  return entries
}
