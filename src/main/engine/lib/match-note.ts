import { wordsOf } from './searchable-text.ts'
import { matchesWildcards } from './wildcards.ts'

/** Does a note have what is asked for? Its words side by side, as in free text; with wildcards, all of it. */
export function matchesNote(value: string, wildcards: boolean): (note: string) => boolean {
  if (wildcards) return (note) => matchesWildcards(value, note)
  const words = wordsOf(value)
  if (words.length === 0) return (note) => note.includes(value)
  const wanted = ` ${words.join(' ')}`
  return (note) => ` ${wordsOf(note).join(' ')} `.includes(wanted)
}
