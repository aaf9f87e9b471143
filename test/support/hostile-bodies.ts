/** Bodies that make careless patterns and loops take quadratic time or more. */
export interface HostileBody {
  readonly name: string
  readonly type: 'json' | 'form'
  /** A body of about so many bytes. */
  readonly of: (size: number) => string
}

const fill = (text: string, size: number) => text.repeat(Math.max(1, Math.ceil(size / text.length)))
const json = (name: string, of: HostileBody['of']): HostileBody => ({ name, type: 'json', of })
const form = (name: string, of: HostileBody['of']): HostileBody => ({ name, type: 'form', of })

export const hostileBodies: readonly HostileBody[] = [
  json('blanks between members', (size) => `{"b":1,${fill(' ', size)}"a":2}`),
  json('tabs between members', (size) => `{"b":1,${fill('\t', size)}"a":2}`),
  json('newlines between members', (size) => `{"b":1,${fill('\n', size)}"a":2}`),
  json('CR between members', (size) => `{"b":1,${fill('\r', size)}"a":2}`),
  json('CR LF before the last character', (size) => `{"b":1,"a":2${fill('\r\n', size)}}`),
  json('newlines before the last character', (size) => `{"b":1,"a":2${fill('\n', size)}}`),
  json('blanks at the end', (size) => `{"b":1,"a":2}${fill(' ', size)}`),
  json('newlines at the end, then a letter', (size) => `{"b":1}${fill('\n', size)}x`),
  json('zeros after the point', (size) => `{"n":1.${fill('0', size)}}`),
  json('zeros after the point, then a one', (size) => `{"n":1.${fill('0', size)}1}`),
  json('a whole number of zeros', (size) => `{"n":1${fill('0', size)}}`),
  json('digits', (size) => `{"n":${fill('123456789', size)}}`),
  json('an exponent', (size) => `{"n":1e${fill('9', size)}}`),
  json('many different numbers', (size) => `[${Array.from({ length: size / 8 }, (_, n) => `${n}.50`).join(',')}]`),
  json('many equal numbers', (size) => `[${fill('1.50,', size)}1]`),
  json('backslashes', (size) => `{"s":"${fill('\\\\', size)}"}`),
  json('escaped slashes', (size) => `{"s":"${fill('\\/', size)}"}`),
  json('escapes', (size) => `{"s":"${fill('\\u00e9', size)}"}`),
  json('half of a surrogate pair', (size) => `{"s":"${fill('\\ud83d', size)}"}`),
  json('markup', (size) => `{"s":"${fill('<>&\'"'.replace('"', ''), size)}"}`),
  json('characters beyond ASCII', (size) => `{"s":"${fill('é☎', size)}"}`),
  json('one long string', (size) => `{"s":"${fill('a', size)}"}`),
  json('a string that never ends', (size) => `{"s":"${fill('a\\"', size)}`),
  json('many quotes', (size) => `[${fill('"",', size)}""]`),
  json('brackets', (size) => `[${fill('[],', size)}[]]`),
  json('nested brackets', (size) => `${fill('[', size / 2)}${fill(']', size / 2)}`),
  json('many keys', (size) => `{${Array.from({ length: size / 10 }, (_, n) => `"k${n}":${n}`).join(',')}}`),
  json(
    'many keys, reversed',
    (size) => `{${Array.from({ length: size / 10 }, (_, n) => `"k${size - n}":1`).join(',')}}`,
  ),
  json('many small objects', (size) => `[${fill('{"b":1,"a":2},', size)}0]`),
  json(
    'sixty keys with long values',
    (size) => `{${Array.from({ length: 60 }, (_, n) => `"k${60 - n}":"${fill('v', size / 60)}"`).join(',')}}`,
  ),
  json('the same key again', (size) => `{${fill('"a":1,', size)}"a":1}`),
  json('Base64', (size) => fill('QUJD', size)),
  json('nothing but zero bytes', (size) => fill('\0', size)),
  form('a run of &', (size) => `a=1${fill('&', size)}b=2`),
  form('a run of =', (size) => `a${fill('=', size)}`),
  form('a run of +', (size) => `a=${fill('+', size)}`),
  form('percent signs', (size) => `a=${fill('%', size)}`),
  form('escaped bytes', (size) => `a=${fill('%e9', size)}`),
  form('doubly escaped bytes', (size) => `a=${fill('%2525', size)}`),
  form('many pairs', (size) => Array.from({ length: size / 8 }, (_, n) => `k${n}=${n}`).join('&')),
  form('forty long pairs', (size) => Array.from({ length: 40 }, (_, n) => `k${n}=${fill('v', size / 40)}`).join('&')),
  form('many empty values', (size) => fill('a=&', size)),
]
