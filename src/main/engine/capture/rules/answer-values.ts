import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { Placeholder } from '#shared/rules/answer-template.ts'
import { bodyPlace, type Payload, readHead, readPayload, textAt, valueAt } from '../../providers/payload.ts'

/**
 * What placeholders stand for in a delivery. The body is read when the first placeholder asks for it; `body` is null where
 * it is not in memory, and then it has no values. `now`: Unix milliseconds.
 */
export function answerValues(
  request: CapturedRequest,
  body: Uint8Array | null,
  now: number,
): (placeholder: Placeholder) => string | null {
  const head = readHead(request, request.bodySize)
  let whole: Payload | null = null
  const payload = () => {
    whole ??= body === null ? head : readPayload(request, body)
    return whole
  }
  return ({ kind, name }) => {
    switch (kind) {
      case 'now':
        return String(Math.floor(now / 1000))
      case 'now.iso':
        return new Date(now).toISOString()
      case 'header':
        return textAt(head, { in: 'header', name: name.toLowerCase() })
      case 'query':
        return textAt(head, { in: 'query', name })
      case 'form':
        return payload().body.as === 'form' ? scalarAt(payload(), fieldPointer(name)) : null
      case 'json':
        return payload().body.as === 'form' ? null : scalarAt(payload(), name)
    }
  }
}

const fieldPointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** Texts as they are, numbers as they were sent, true and false; the first of a form's repeated fields. */
function scalarAt(payload: Payload, pointer: string): string | null {
  const value = valueAt(payload, bodyPlace(pointer))
  if (typeof value === 'boolean') return String(value)
  if (payload.body.as === 'form' && Array.isArray(value)) return String(value[0])
  return textAt(payload, bodyPlace(pointer))
}
