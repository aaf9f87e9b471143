import { fields } from '#shared/query/fields.ts'

/** The query language in the few words that a tool's description has room for. */
export const queryHint =
  'Examples: `type:call.ended`, `provider:allo-v2`, `endpoint:"Sales agent"`, `verified:no`, `schema:differs`, `status:5xx`, `after:2h`, `is:late`, `body./data/status:failed`, `header.x-request-id:4711`, `"kitchen sink"` (words in bodies); `-` before a term negates it. All fields: resource switchhook://query-language.'

/** The whole query language, made of the fields that there are. */
export function queryGuide(): string {
  const rows = fields.map(({ name, aliases, about, values, open }) => {
    const also = aliases.length === 0 ? '' : ` (also ${aliases.map((alias) => `\`${alias}:\``).join(', ')})`
    const list = values.map((value) => `\`${name}:${value}\``).join(', ')
    const examples = values.length === 0 ? '' : open ? `, e.g. ${list}` : `: ${list}`
    return `- \`${name}:\`${also} ${about}${examples}`
  })
  return [
    '# Query language of Switchhook',
    '',
    'Terms with spaces between them; all have to hold. `-` or `not ` before a term turns it round. Values with spaces are put in quotes. `*` stands for any characters in text values.',
    '',
    ...rows,
    '- `header.NAME:` value of a header: `header.x-trace:abc*`; `header.x-trace:*` any value',
    '- `body.POINTER:` value at a JSON pointer of a JSON or form body: `body./data/status:failed`, `body./CallSid:CA12*`',
    '',
    'Anything else is looked for as words in bodies, header values, paths and notes: `kitchen`, `"kitchen sink"`. A word is found from its beginning. Numbers take `>`, `>=`, `<`, `<=`: `attempt:>1`, `size:>1mb`. Times are `30s`, `15m`, `2h`, `3d`, `today`, `14:00`, `2026-11-20`, `2026-11-20T14:00Z`.',
    '',
  ].join('\n')
}
