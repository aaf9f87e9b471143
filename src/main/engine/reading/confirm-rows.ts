import { matchesStored } from '../lib/match-stored.ts'
import { decodedLimit, decodedText, searchableText, wordsOf } from '../lib/searchable-text.ts'
import { latestExamination, latestNote } from '../log/latest-facts.ts'
import type { LogReader } from '../log/log-reader.ts'
import { bodyStart } from '../projections/body-start.ts'
import type { CompiledQuery } from './compile-query.ts'
import type { StoredTerm, WordsTerm } from './stored-terms.ts'

type Asked = Pick<CompiledQuery, 'terms' | 'stored'>

/** Has the query something that only the stored request tells: words side by side, headers, places in bodies? */
export function needsConfirming({ terms, stored }: Asked): boolean {
  return stored.length > 0 || terms.some(isPhrase)
}

/** Confirms on the stored delivery what the index cannot tell. */
export interface Confirmations {
  confirm(query: Asked, seq: number): boolean
  /** Deliveries that were read from the log so far: what confirming costs. */
  read(): number
}

/** Conditions whose results are remembered; somebody types one after the other. */
const maxRemembered = 4

/**
 * What a request is stored with never changes, so what was confirmed of it is remembered: a search that goes on, or is counted
 * again, reads nothing twice.
 */
export function createConfirmations(log: LogReader): Confirmations {
  const remembered = new Map<string, ReturnType<typeof createMemory>>()
  let read = 0

  function memoryOf(stored: readonly StoredTerm[]) {
    const key = JSON.stringify(stored)
    const memory = remembered.get(key) ?? createMemory()
    // The one that was used last is the last to go.
    remembered.delete(key)
    remembered.set(key, memory)
    if (remembered.size > maxRemembered) remembered.delete(remembered.keys().next().value!)
    return memory
  }

  return {
    read: () => read,
    confirm({ terms, stored }, seq) {
      const memory = stored.length === 0 ? null : memoryOf(stored)
      const known = memory?.get(seq)
      if (known === false) return false
      const phrases = terms.filter(isPhrase)
      if (known === true && phrases.length === 0) return true
      read += 1
      const delivery = log.delivery(seq)
      if (delivery === null) return false
      const { request } = delivery.head
      const start = bodyStart(log, delivery.body, decodedLimit)
      if (known === undefined && memory !== undefined && memory !== null) {
        let decoded: string | undefined
        const text = () => {
          decoded ??= decodedText(start, request.headers)
          return decoded
        }
        const fits = stored.every(
          ({ condition, negated }) => matchesStored(condition, { headers: request.headers, text }) !== negated,
        )
        memory.set(seq, fits)
        if (!fits) return false
      }
      if (phrases.length === 0) return true
      const found = log.facts(seq)
      const { facts } = latestExamination(delivery.head, found)
      const words = wordsOf(searchableText(request, facts.summary, start, latestNote(found)))
      const text = ` ${words.join(' ')} `
      return phrases.every((phrase) => stands(text, phrase) !== phrase.negated)
    },
  }
}

/** Two bits for each number: known, and what. */
function createMemory() {
  let bits = new Uint8Array(1024)
  return {
    get(seq: number): boolean | undefined {
      const two = ((bits[seq >> 2] ?? 0) >> ((seq & 3) * 2)) & 3
      return two === 0 ? undefined : two === 3
    },
    set(seq: number, fits: boolean): void {
      const at = seq >> 2
      if (at >= bits.length) {
        const grown = new Uint8Array(Math.max(2 * bits.length, at + 1))
        grown.set(bits)
        bits = grown
      }
      bits[at] = (bits[at] ?? 0) | ((fits ? 3 : 1) << ((seq & 3) * 2))
    },
  }
}

function isPhrase({ words }: WordsTerm): boolean {
  return words.length > 1
}

function stands(text: string, { words }: WordsTerm): boolean {
  return text.includes(` ${words.join(' ')}`)
}
