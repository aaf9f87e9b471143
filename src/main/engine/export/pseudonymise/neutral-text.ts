import type { ChanceOf } from './chance.ts'

const clauses = [
  'the call went well',
  'this was noted',
  'somebody will look at it',
  'it can wait until next week',
  'we spoke about it before',
  'that is fine',
  'it is still open',
  'there is more to say',
]

/** Words that name a role in a transcript, whoever has it. */
const roles =
  /^(?:agent|ai|assistant|bot|user|caller|customer|client|human|operator|system|lead|rep|representative|speaker[ _]?\w{0,3}|host|guest|voicemail|ivr|a|b|q|kunde|kundin|anrufer|mitarbeiter|cliente|agente|usuario|appelant|client[e]?)$/i

/** What stays where it is: line ends, tags without attributes, times, cue lines of subtitles. */
const structure =
  /(\r\n|\n|\r|<\/?[a-z][\w-]*(?:\s[^<>]*)?\/?>|(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s*-->\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)?|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)/i

/** A label at the beginning of a line, or of a sentence within one. */
const label = /(^\s*[[(]?|[.?!…。？！]\s+|[\])]\s*)([\p{L}][\p{L}\p{N}_ .'’-]{0,38}?)(\s*[:：])(?=\s)/gu

export interface NeutralText {
  /** Neutral words of about the same length, in the same structure; the same text gives the same one. */
  of(text: string): string
}

/** `nameOf`: what stands in for the name of a speaker. */
export function createNeutralText(chanceOf: ChanceOf, nameOf: (name: string) => string): NeutralText {
  function line(text: string): string {
    let result = ''
    let at = 0
    for (const { 0: all, 1: lead = '', 2: name = '', 3: colon = '', index } of text.matchAll(label)) {
      if (!roles.test(name.trim()) && name.trim().split(/\s+/).length > 3) continue
      result += turn(text.slice(at, index) + lead.trimEnd()) + lead.slice(lead.trimEnd().length)
      result += (roles.test(name.trim()) ? name : nameOf(name)) + colon
      at = index + all.length
    }
    return result + turn(text.slice(at))
  }

  /** What one person said in one go. */
  function turn(text: string): string {
    const [, before = '', said = '', after = ''] = /^([^\p{L}\p{N}]*)([\s\S]*?)([^\p{L}\p{N}]*)$/u.exec(text) ?? []
    if (said === '') return text
    const chance = chanceOf('text', said)
    let words = chance.pick(clauses)
    while (words.length < said.length) words += ` and ${chance.pick(clauses)}`
    words = cutAtWord(words, said.length)
    const first = said.charAt(0)
    const isCapital = first !== first.toLowerCase() || first === first.toUpperCase()
    return before + (isCapital ? words[0]!.toUpperCase() + words.slice(1) : words) + after
  }

  const part = (text: string, isCue: boolean) => (isCue && /^\s*\d{1,5}\s*$/.test(text) ? text : line(text))

  return {
    of: (text) =>
      text
        .split(structure)
        .map((piece, at) =>
          at % 2 === 0 ? part(piece, text.includes('-->')) : piece.replace(/^(<\/?[\w-]+)\s[^<>]*?(\/?>)$/, '$1$2'),
        )
        .join(''),
  }
}

/** About as long, and whole words. */
function cutAtWord(text: string, length: number): string {
  const end = text.indexOf(' ', length)
  return end === -1 ? text : text.slice(0, end).replace(/ and$/, '')
}
