import { AppError } from '#shared/api/errors.ts'
import { asStorageFault, type Database, readNumber } from '../lib/database.ts'
import { encodeAnswers, encodeFact, encodeHead, kinds, type NewFact, type StoredHead } from './codec.ts'
import { deliveryId, logCodeOf } from './delivery-id.ts'
import type { AnsweredDelivery } from './entries.ts'
import { createGroupCommit } from './group-commit.ts'
import { openLogDatabase } from './log-database.ts'
import type { LogPaths } from './log-paths.ts'
import { openNumberReserve } from './number-reserve.ts'
import { createPackedNumbers } from './packed-numbers.ts'
import { createPacker } from './packer.ts'
import { packEntries, type RawEntry, readBlock } from './packing.ts'
import { createSharedParts } from './shared-parts.ts'

/** Answers that were given wait this long for a commit that would take place anyway, milliseconds. */
const answersWaitMs = 4

export interface NewDelivery {
  readonly head: StoredHead
  /** Null where the body is a file, which `head.file` names. */
  readonly body: Uint8Array | null
  /** After the commit is on disk, with the number that was given; or the error, and then nothing was stored. */
  readonly done: (error: unknown, seq: number) => void
}

/** The only writer of the log. */
export interface LogWriter {
  readonly identity: string
  /** Highest number that was given. */
  through(): number
  /** Id of the delivery with this number. */
  id(seq: number): string
  addDelivery(delivery: NewDelivery): void
  /** Adds deliveries that are in no list until they are taken in by `setHidden`; all or none. Resolves with their numbers. */
  addHidden(deliveries: readonly Pick<NewDelivery, 'head' | 'body'>[]): Promise<readonly number[]>
  /** Noted with the next commit, or a few milliseconds later where there is none. */
  addAnswer(answer: AnsweredDelivery): void
  /** As soon, and lost where the delivery is removed or the process ends before that. */
  addOutcome(fact: NewFact): void
  /** Rejects with AppError `not-found` where one of the deliveries is gone; then none is added. */
  addFacts(facts: readonly NewFact[]): Promise<void>
  /** Takes deliveries out of every list, or back in; they stay in the log. */
  setHidden(seqs: readonly number[], hidden: boolean): Promise<void>
  /** Removes deliveries with everything about them. Unknown numbers are passed over. */
  remove(seqs: readonly number[]): Promise<{ readonly removed: readonly number[]; readonly files: readonly string[] }>
  /** Statements on the tables beside the log (endpoints, secrets, settings), in a transaction. */
  writeState<T>(run: (db: Database) => T): Promise<T>
  /** Commits what waits, now. */
  flush(): void
  close(): void
}

export interface LogWriterOptions {
  readonly paths: LogPaths
  /** The log has grown up to this number. */
  readonly onCommit: (through: number) => void
  readonly onError: (error: unknown) => void
  /** A write met damage in the file. */
  readonly onDamage: (error: unknown) => void
  /** How much of the thread's time is taken, 0 to 1; packing leaves a busy thread alone. */
  readonly load: () => number
}

/** Opens the log for writing; throws as `openLogDatabase` does. */
export function openLogWriter({ paths, onCommit, onError, onDamage, load }: LogWriterOptions): LogWriter {
  const db = openLogDatabase(paths.database)
  const identity = String(db.prepare("SELECT value FROM meta WHERE key = 'identity'").pluck().get())
  const code = logCodeOf(identity)
  // A removal adds an entry above the ones it removes, so the highest number is never given again.
  let last = Math.max(
    readNumber(db, 'SELECT coalesce(max(seq), 0) FROM log'),
    readNumber(db, 'SELECT coalesce(max(last), 0) FROM packs'),
    readNumber(db, "SELECT value FROM meta WHERE key = 'numbers-after'"),
  )
  const reserve = openNumberReserve(paths, onError)
  const insert = db.prepare('INSERT INTO log (seq, kind, about, head, body) VALUES (?, ?, ?, ?, ?)')
  const append = (kind: number, about: number | null, head: string, body: Uint8Array | null): number => {
    last += 1
    reserve.use(last)
    insert.run(last, kind, about, head, body)
    return last
  }

  let answers: AnsweredDelivery[] = []
  let outcomes: Omit<RawEntry, 'seq'>[] = []
  let answersTimer: NodeJS.Timeout | undefined
  let answersPending = false
  const group = createGroupCommit(db, { committed: () => onCommit(last), onError, onDamage })
  const packer = createPacker(db, { load, onError, onDamage })
  const removal = prepareRemoval(db)
  const shared = createSharedParts(db)

  /** The answers travel with a delivery's commit, or in one of their own. */
  function noteAnswers(): void {
    clearTimeout(answersTimer)
    answersTimer = undefined
    // Those that come while an entry waits for its commit are seen to after it.
    if (answersPending || answers.length + outcomes.length === 0) return
    answersPending = true
    const facts = outcomes
    const head = answers.length === 0 ? null : encodeAnswers(answers)
    answers = []
    outcomes = []
    group.add({
      run: () => {
        for (const { kind, about, head, body } of facts) if (removal.exists(about!)) append(kind, about, head, body)
        if (head !== null) append(kinds.answered, null, head, null)
      },
      done: (error) => {
        answersPending = false
        awaitAnswers()
        // Only the times are lost; the deliveries are stored.
        if (error !== null) onError(asStorageFault(error, paths.database))
      },
    })
  }

  function awaitAnswers(): void {
    if (answers.length + outcomes.length > 0 && db.open) answersTimer ??= setTimeout(noteAnswers, answersWaitMs)
  }

  async function addHidden(deliveries: readonly Pick<NewDelivery, 'head' | 'body'>[]): Promise<readonly number[]> {
    const texts = deliveries.map(({ head, body }) => encodeHead(head, body, shared.put))
    return group.write(() => {
      const seqs = deliveries.map(({ head, body }, at) =>
        append(head.file === undefined ? kinds.delivery : kinds.deliveryWithFile, null, texts[at]!, body),
      )
      append(kinds.hidden, null, JSON.stringify({ deliveries: seqs }), null)
      return seqs
    })
  }

  return {
    identity,
    through: () => last,
    id: (seq) => deliveryId(code, seq),
    addDelivery({ head, body, done }) {
      noteAnswers()
      let text: string
      try {
        text = encodeHead(head, body, shared.put)
      } catch (error) {
        // A part that is new has to be written at once, which a full disk keeps it from.
        done(asStorageFault(error, paths.database), 0)
        return
      }
      const kind = head.file === undefined ? kinds.delivery : kinds.deliveryWithFile
      let seq = 0
      group.add({
        run: () => {
          seq = append(kind, null, text, body)
        },
        done: (error) => done(error === null ? null : asStorageFault(error, paths.database), seq),
      })
    },
    addHidden: (deliveries) => fault(addHidden(deliveries), paths),
    addAnswer(answer) {
      answers.push(answer)
      awaitAnswers()
    },
    addOutcome(fact) {
      outcomes.push(encodeFact(fact))
      awaitAnswers()
    },
    async addFacts(facts) {
      const encoded = facts.map(encodeFact)
      await fault(
        group.write(() => {
          for (const { kind, about, head, body } of encoded) {
            if (!removal.exists(about!)) throw new AppError('not-found', 'This delivery was deleted meanwhile.')
            append(kind, about, head, body)
          }
        }),
        paths,
      )
    },
    setHidden: (seqs, hidden) =>
      fault(
        group.write(() => {
          append(hidden ? kinds.hidden : kinds.restored, null, JSON.stringify({ deliveries: seqs }), null)
        }),
        paths,
      ),
    remove: (seqs) =>
      fault(
        group.write(() => {
          const { removed, files } = removal.remove(seqs)
          if (removed.length > 0) append(kinds.removed, null, JSON.stringify({ deliveries: removed, files }), null)
          return { removed, files }
        }),
        paths,
      ),
    writeState: (run) =>
      fault(
        group.write(() => run(db)),
        paths,
      ),
    flush: () => {
      noteAnswers()
      group.flush()
    },
    close() {
      packer.stop()
      // Twice: answers may have come while others waited for their commit.
      for (let round = 0; round < 2; round += 1) {
        noteAnswers()
        group.flush()
      }
      clearTimeout(answersTimer)
      try {
        db.pragma('wal_checkpoint(TRUNCATE)')
      } catch (error) {
        // On a full disk the write-ahead log stays; it is as good as the file, and is read in at the next start.
        onError(error)
      } finally {
        db.close()
      }
    },
  }
}

async function fault<T>(written: Promise<T>, { database }: LogPaths): Promise<T> {
  try {
    return await written
  } catch (error) {
    throw asStorageFault(error, database)
  }
}

/** Statements that take deliveries out of the log, wherever they are. */
function prepareRemoval(db: Database) {
  const packedNumbers = createPackedNumbers(db)
  const inLog = db.prepare('SELECT kind, head FROM log WHERE seq = ? AND kind IN (1, 2)')
  const remove = db.prepare('DELETE FROM log WHERE seq = ?')
  const removeAbout = db.prepare('DELETE FROM log WHERE about = ?')
  const packOf = db.prepare(
    'SELECT first, data FROM packs WHERE first = (SELECT max(first) FROM packs WHERE first <= ?) AND last >= ?',
  )
  const removePack = db.prepare('DELETE FROM packs WHERE first = ?')
  const putPack = db.prepare('INSERT INTO packs (first, last, data) VALUES (?, ?, ?)')
  const emptyPack = db.prepare("UPDATE packs SET data = x'' WHERE first = ?")

  /** `entries` is null where the block is damaged. */
  const readPack = (seq: number): { first: number; entries: readonly RawEntry[] | null } | null => {
    const found = packOf.get(seq, seq) as { first: number; data: Uint8Array } | undefined
    return found === undefined ? null : { first: found.first, entries: readBlock(found.data) }
  }

  /** Whether it was there, and the name of its body file. */
  const removeRow = (seq: number): { readonly file: string | null } | null => {
    const row = inLog.get(seq) as { kind: number; head: string } | undefined
    if (row === undefined) return null
    remove.run(seq)
    return { file: row.kind === kinds.deliveryWithFile ? fileNameIn(row.head) : null }
  }

  /** All of one block at once: each rewrite compresses the whole block again. */
  const removeFromPack = (first: number, entries: readonly RawEntry[], gone: ReadonlySet<number>) => {
    removePack.run(first)
    const rest = entries.filter(({ seq }) => !gone.has(seq))
    if (rest.length > 0) putPack.run(rest[0]!.seq, rest.at(-1)!.seq, packEntries(rest))
  }

  /** What is to be removed from blocks, gathered. */
  const createGathering = () => {
    const packed = new Map<number, { entries: readonly RawEntry[]; gone: Set<number> }>()
    const damaged = new Set<number>()
    return {
      /**
       * False where no block holds it. Nobody can tell for a damaged one: none of its deliveries can be read any more, and
       * its bytes go with the first of them.
       */
      add(seq: number): boolean {
        const known = [...packed.values()].find(({ entries }) => entries.some((entry) => entry.seq === seq))
        if (known !== undefined) {
          known.gone.add(seq)
          return true
        }
        const pack = readPack(seq)
        if (pack === null) return false
        if (pack.entries === null) {
          damaged.add(pack.first)
          return true
        }
        if (!pack.entries.some((entry) => entry.seq === seq)) return false
        packed.set(pack.first, { entries: pack.entries, gone: new Set([seq]) })
        return true
      },
      remove() {
        for (const [first, { entries, gone }] of packed) removeFromPack(first, entries, gone)
        for (const first of damaged) emptyPack.run(first)
      },
    }
  }

  return {
    exists: (seq: number): boolean => inLog.get(seq) !== undefined || packedNumbers.has(seq),
    remove(seqs: readonly number[]): { removed: number[]; files: string[] } {
      packedNumbers.forget()
      const removed: number[] = []
      const files: string[] = []
      const inPacks = createGathering()
      for (const seq of new Set(seqs)) {
        const row = removeRow(seq)
        if (row === null && !inPacks.add(seq)) continue
        if (row !== null && row.file !== null) files.push(row.file)
        removeAbout.run(seq)
        removed.push(seq)
      }
      inPacks.remove()
      return { removed, files }
    },
  }
}

/** Null where the head is damaged. */
function fileNameIn(head: string): string | null {
  try {
    return (JSON.parse(head) as StoredHead).file?.name ?? null
  } catch {
    return null
  }
}
