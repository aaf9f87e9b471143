/** A piece of a text that is written in another way than it is meant. */
export interface EncodedPiece {
  readonly start: number
  readonly end: number
  readonly meant: string
  /** Another text, written the same way. */
  write(text: string): string
}

interface Encoding {
  /** Begins where a run of its characters does, so that a long run is gone through once. */
  readonly form: RegExp
  /** Null where it is something else that looks like it. */
  read(piece: string): string | null
  write(text: string, piece: string): string
}

const ofXml = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const entities = new Map(Object.entries({ ...ofXml, commat: '@', period: '.', plus: '+', nbsp: '\u00a0' }))

/** Entities of XML, and those of HTML that stand in addresses and numbers. */
export const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? all
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })

export const encodeEntities = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => {
    const [name] = Object.entries(ofXml).find(([, each]) => each === character) ?? ['amp']
    return `&${name};`
  })

const encodings: readonly Encoding[] = [
  {
    form: /(?<![\w.%+~!'()*@:-])[\w.+~!'()*@:-]*%[0-9a-f]{2}[\w.%+~!'()*@:-]*/gi,
    read: percentDecoded,
    write: (text) => encodeURIComponent(text),
  },
  {
    form: /(?<![\w.+%@#&;-])(?:[\w.+@-]|&#?\w{1,8};)*&#?\w{1,8};(?:[\w.+@-]|&#?\w{1,8};)*/g,
    read: decodeEntities,
    write: encodeEntities,
  },
  {
    form: /(?<![\w+/=-])[\w+/-]{12,4096}={0,2}(?![\w+/=-])/g,
    read: readBase64,
    write: (text, piece) => {
      const made = Buffer.from(text).toString(/[_-]/.test(piece) ? 'base64url' : 'base64')
      return piece.endsWith('=') ? made : made.replace(/=+$/, '')
    },
  },
]

/** Pieces with percent-encoding, with entities, or in Base64, as they are meant. */
export function encodedPieces(text: string): EncodedPiece[] {
  return encodings.flatMap(({ form, read, write }) =>
    [...text.matchAll(form)].flatMap(({ 0: piece, index }) => {
      const meant = read(piece)
      if (meant === null || meant === piece) return []
      return [{ start: index, end: index + piece.length, meant, write: (fresh: string) => write(fresh, piece) }]
    }),
  )
}

/** The text itself where it is not encoded as a whole. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readBase64(piece: string): string | null {
  const bytes = Buffer.from(piece, 'base64')
  const plain = piece.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  if (bytes.toString('base64').replace(/=+$/, '') !== plain) return null
  const text = bytes.toString('utf8')
  return /[\p{Cc}\ufffd]/u.test(text.replaceAll(/[\t\r\n]/g, '')) ? null : text
}
