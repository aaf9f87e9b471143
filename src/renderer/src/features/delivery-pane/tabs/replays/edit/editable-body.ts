import { editedBodyLimit } from '#shared/model/request-syntax.ts'
import { fromBase64, looksBinary, readText, toBase64 } from '../../../../../code/read-bytes.ts'
import type { BodyState } from '../../body/use-body.ts'

/** A body as the editor shows it. */
export type EditableBody =
  | { readonly kind: 'loading' }
  /** `bom`: a byte order mark stands before it and is sent again. `codings`: undone for the editor. */
  | { readonly kind: 'text'; readonly text: string; readonly bom: boolean; readonly language: 'json' | 'text' }
  /** Compressed: it can be edited once it is sent uncompressed. */
  | { readonly kind: 'compressed'; readonly codings: readonly string[]; readonly text: string }
  /** Goes out as it is stored. `why`: one sentence. */
  | { readonly kind: 'fixed'; readonly why: string }

export function editableBody(body: BodyState): EditableBody {
  if (body.state === 'loading') return { kind: 'loading' }
  if (body.state === 'failed') return { kind: 'fixed', why: 'The stored body could not be read here.' }
  if (body.state === 'large' || body.received.length > editedBodyLimit)
    return { kind: 'fixed', why: 'Bodies larger than 1 MiB are not edited.' }
  const { received, content } = body
  if (content.problem !== null) return { kind: 'fixed', why: `It cannot be shown as text: ${content.problem}.` }
  const { text, bom, exact } = readText(content.bytes)
  if (!exact || looksBinary(content.bytes)) return { kind: 'fixed', why: 'It is not UTF-8 text.' }
  if (content.codings.length > 0)
    return content.bytes.length > editedBodyLimit
      ? { kind: 'fixed', why: 'It unpacks to more than 1 MiB.' }
      : { kind: 'compressed', codings: content.codings, text }
  // What Monaco would join to one kind of line end must not be changed behind the user's back.
  if (hasMixedLineEnds(text))
    return { kind: 'fixed', why: 'Its line ends are of several kinds, which no editor keeps.' }
  return { kind: 'text', text, bom: bom && received.length > 0, language: languageOf(text) }
}

export const languageOf = (text: string): 'json' | 'text' => (/^\s*[[{]/.test(text) ? 'json' : 'text')

function hasMixedLineEnds(text: string): boolean {
  const crlf = text.includes('\r\n')
  const rest = crlf ? text.replaceAll('\r\n', '') : text
  return rest.includes('\r') || (crlf && rest.includes('\n'))
}

const mark = '\ufeff'

/** Base64 of the bytes that a text is sent as. */
export const bodyOfText = (text: string, bom: boolean): string =>
  toBase64(new TextEncoder().encode(bom ? mark + text : text))

/** The text of a body that was stored in a draft. */
export const textOfBody = (base64: string): string => readText(fromBase64(base64)).text
