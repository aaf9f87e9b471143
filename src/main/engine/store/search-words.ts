/** Brings text into the form in which the index keeps it and searches ask for it. */
export function foldText(text: string): string {
  // SQLite's text search ends at a NUL; how a line is broken is not looked for.
  return text.normalize('NFC').replace(/[\s\0]+/g, ' ')
}

/** The index knows runs of three characters and longer. */
export function isIndexable(folded: string): boolean {
  return [...folded].length >= 3
}

/** A text as one phrase of the FTS5 query language; nothing in it is an operator. */
export function quotePhrase(folded: string): string {
  return `"${folded.replaceAll('"', '""')}"`
}
