import type { CheckOutcome, SchemeRequest, SchemeSecret } from '../signature-scheme.ts'
import type { MessageParams } from './message-params.ts'
import { fail, matched } from './outcome.ts'
import { type Message, readMessages } from './read-message.ts'
import { holesOf, holeWords, type RenderedPart, renderTemplate } from './template.ts'

export interface SignedBytes {
  readonly parts: readonly Uint8Array[]
  readonly signatures: readonly string[]
}

/**
 * Reads the signature headers, renders the signed string and asks `matches` for each secret in order. `keyOf`: bytes that
 * stand in the signed string where the template names the secret.
 */
export function checkMessages(
  request: SchemeRequest,
  params: MessageParams,
  secrets: readonly SchemeSecret[],
  keyOf: (secret: string) => Uint8Array,
  matches: (secret: string, signed: SignedBytes) => boolean,
): CheckOutcome {
  const messages = readMessages(request, params)
  if ('ok' in messages) return messages
  let failure: CheckOutcome = fail('header-malformed')
  for (const message of messages) {
    const outcome = checkMessage(request, params, message, secrets, keyOf, matches)
    if (outcome.ok) return outcome
    failure = outcome
  }
  return failure
}

function checkMessage(
  request: SchemeRequest,
  params: MessageParams,
  message: Message,
  secrets: readonly SchemeSecret[],
  keyOf: (secret: string) => Uint8Array,
  matches: (secret: string, signed: SignedBytes) => boolean,
): CheckOutcome {
  const render = renderer(request, params.signed, message, keyOf)
  for (const secret of secrets) {
    const rendered = render(secret.value)
    if ('missing' in rendered) {
      const { missing } = rendered
      return missing.kind === 'header'
        ? fail('header-missing', `${missing.argument} is not among the headers`)
        : fail('signature-mismatch', `the delivery has no ${holeWords(missing)}, which is a part of the signed string`)
    }
    const signed = { parts: rendered.parts.map(({ bytes }) => bytes), signatures: message.signatures }
    if (!matches(secret.value, signed)) continue
    return message.late
      ? fail(message.late.reason, `${message.late.detail}; the signature itself matches`)
      : matched(secret)
  }
  return message.late ?? fail('signature-mismatch')
}

/** Renders once for all secrets, unless the secret is a part of the signed string. */
export function renderer(
  request: SchemeRequest,
  template: string,
  message: Pick<Message, 'values'>,
  keyOf: (secret: string) => Uint8Array,
): (secret: string) => ReturnType<typeof renderTemplate> {
  const perSecret = holesOf(template).some(({ kind }) => kind === 'secret')
  let shared: ReturnType<typeof renderTemplate> | undefined
  return (secret) => {
    if (perSecret) return renderTemplate(template, request, message.values, keyOf(secret))
    shared ??= renderTemplate(template, request, message.values, new Uint8Array())
    return shared
  }
}

/** The first message with its signed string, for evidence; the secret's own bytes are replaced by `mask`. */
export function evidenceOf(
  request: SchemeRequest,
  params: MessageParams,
  mask: string,
): { readonly message: Message | null; readonly signedParts: readonly RenderedPart[] } {
  const messages = readMessages(request, params)
  const message = 'ok' in messages ? null : (messages[0] ?? null)
  if (!message) return { message, signedParts: [] }
  const rendered = renderTemplate(params.signed, request, message.values, Buffer.from(mask))
  return { message, signedParts: 'missing' in rendered ? [] : rendered.parts }
}
