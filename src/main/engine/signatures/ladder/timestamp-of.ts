import { headerValues } from '#shared/model/headers.ts'
import { readHeader } from '../lib/header-format.ts'
import { nameList, valuesOfFirst } from '../lib/header-names.ts'
import { jsonValueText } from '../lib/json-value.ts'
import type { Subject } from './subject.ts'

/** The timestamp that the scheme reads from the delivery, as sent. */
export function timestampOf({ by, request }: Subject): string | undefined {
  const params = by.params as Readonly<Record<string, string | undefined>>
  if (by.scheme.id === 'standard-webhooks') {
    const values = nameList(params.prefix ?? '').flatMap((name) => headerValues(request.headers, `${name}-timestamp`))
    return values[0]
  }
  const [value] = valuesOfFirst(request.headers, params.header ?? '')
  if (value !== undefined && params.format?.includes('{timestamp}')) {
    const fields = readHeader(value, params.format, params.separator ?? '')
    return 'ok' in fields ? undefined : fields.timestamp
  }
  if (params.timestampHeader) return valuesOfFirst(request.headers, params.timestampHeader)[0]
  return params.timestampPointer ? jsonValueText(request.body, params.timestampPointer) : undefined
}
