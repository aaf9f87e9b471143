import { expect, test } from 'vitest'
import { problemOf, requestOf, requestsOf } from '../../../support/import-samples.ts'

const body = (text: string) => Buffer.from(requestOf(text, 'curl').body).toString('utf8')
const header = (text: string, wanted: string) =>
  requestOf(text, 'curl')
    .headers.filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value)

test.each([
  [`curl http://a/ -d 'it'\\''s'`, "it's"],
  [`curl http://a/ -d "a\\"b\\\\c\\$d"`, 'a"b\\c$d'],
  [`curl http://a/ -d $'tab\\there\\u00e9\\x41\\101\\''`, "tab\thereéAA'"],
  [`curl http://a/ -d $'\\ud83d\\ude00'`, '😀'],
  [`curl http://a/ -d "$(printf '\\303\\251%%')"`, 'é%'],
  [`curl http://a/ -d a -d b=c`, 'a&b=c'],
  [`curl http://a/ -da\\ b`, 'a b'],
  [`curl http://a/ --data-urlencode 'q=ü &'`, 'q=%C3%BC+%26'],
  [`curl http://a/ --json '{"a"' --json ':1}'`, '{"a":1}'],
  [`curl http://a/ --data-raw '@not a file'`, '@not a file'],
  [`printf %s 'AP8=' | base64 -d |\ncurl http://a/ --data-binary @-`, '\0\ufffd'],
  [`echo '{"a":1}' | curl -d @- http://a/`, '{"a":1}'],
  [`echo '{"a":1}' | curl --data-binary @- http://a/`, '{"a":1}\n'],
  [`curl http://a/ -d 'a\r\nb'`, 'a\nb'],
])('the body of %s', (command, expected) => {
  expect(body(command)).toBe(expected)
})

test('the method is that of -X, of the data, or GET', () => {
  expect(requestOf('curl http://a/ -d x').method).toBe('POST')
  expect(requestOf('curl http://a/ -d x -X PUT').method).toBe('PUT')
  expect(requestOf('curl -I http://a/').method).toBe('HEAD')
  expect(requestOf('curl a.example/x').url).toBe('http://a.example/x')
  expect(requestOf('curl -G http://a/s -d q=1 -d r=2')).toMatchObject({ method: 'GET', url: 'http://a/s?q=1&r=2' })
})

test('headers are those that curl would send, but for its version', () => {
  const command = `curl http://a:81/x -H 'X-One: 1' -H 'X-Empty;' -H 'Accept:' -u me:s3cret -d x`
  expect(requestOf(command).headers).toEqual([
    ['Host', 'a:81'],
    ['Authorization', 'Basic bWU6czNjcmV0'],
    ['X-One', '1'],
    ['X-Empty', ''],
    ['Content-Length', '1'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ])
  expect(header(`curl http://a/ -H 'Host: b' -H 'Content-Type: text/x' -d x`, 'host')).toEqual(['b'])
  expect(header(`curl http://a/ --json 1`, 'accept')).toEqual(['application/json'])
  expect(header(`curl http://a/ -A agent/1 -e http://r/ -b 'a=1'`, 'cookie')).toEqual(['a=1'])
})

test('a multipart form is built as curl builds it, with a boundary of its own', () => {
  const { headers, body, note } = requestOf(`curl http://a/ -F 'name=Zoë' -F 'meta={};type=application/json'`)
  const boundary = /boundary=(.*)/.exec(headers.at(-1)![1])![1]!
  expect(Buffer.from(body).toString()).toBe(
    `--${boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nZoë\r\n--${boundary}\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{}\r\n--${boundary}--\r\n`,
  )
  expect(note).toMatch(/boundary/)
})

test('what the Windows prompt is given', () => {
  expect(body('curl ^"http://a/^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":^\\^"100^%^\\^"^}^"')).toBe('{"a":"100%"}')
  expect(requestOf('curl ^"http://a/?x=1^&y=2^" ^\n -H ^"X: a b^"').url).toBe('http://a/?x=1&y=2')
  expect(body('curl "http://a/" ^\n -d "say ""hi"" C:\\dir\\\\"')).toBe('say "hi" C:\\dir\\')
  expect(body('curl ^"http://a/^" --data-raw ^"one^\n\ntwo^"')).toBe('one\ntwo')
})

test('several commands in a script are several requests', () => {
  const script = `# note\ncurl http://a/1 ;\ncurl http://a/2 > /dev/null 2>&1 && curl \\\n  http://a/3`
  expect(requestsOf(Buffer.from(script)).map(({ url }) => url)).toEqual(['http://a/1', 'http://a/2', 'http://a/3'])
})

test.each([
  [`curl http://a/\ncurl http://a/ -d @body.json`, 'line 2, not-included: The body is in the file “body.json”'],
  [`curl http://a/ -F 'f=@x.png'`, 'line 1, not-included: The part “f” is in the file'],
  [`curl "http://a/$ID"`, 'line 1, not-included: What “$ID…” stands for'],
  [`curl http://a/ -d "\`date\`"`, 'line 1, not-included'],
  [`curl http://a/ -d '{"a":1`, 'line 1, truncated: A quotation'],
  [`curl http://a/ -X`, 'line 1, truncated: The option “-X” lacks its value'],
  [`curl http://a/ --frobnicate`, 'line 1, unsupported: The option “--frobnicate”'],
  [`curl -d x`, 'line 1, truncated: The command has no URL'],
  [`curl http://a/ http://b/`, 'line 1, unsupported: The command has several URLs'],
  [`curl http://a/?a=1&b=2`, 'line 1, unsupported: An “&”'],
  [`curl http://a/ -d @- < x`, 'line 1, not-included'],
  [`curl http://a/\nrm -rf /`, 'line 2, unsupported: “rm” is not a curl command'],
  [`cat x | curl http://a/ -d @-`, 'line 1, not-included: What “cat” writes'],
  [`printf %s 'AP8' | base64 -d | curl http://a/ -d @-`, 'line 1, truncated: The Base64'],
  [`curl http://a/ -H 'bad name: x'`, 'line 1, shape: “bad name” cannot'],
  [`curl ^"http://a/`, 'line 1, truncated'],
])('%s is refused', (command, expected) => {
  expect(problemOf(command, 'curl')).toContain(expected)
})

test('very long words take a time that grows with their length', () => {
  const many = 2_000_000
  expect(body(`curl http://a/ -d '${'a '.repeat(many)}'`)).toHaveLength(2 * many)
  expect(problemOf(`curl http://a/ -H 'X: ${' '.repeat(many)}x\n'`, 'curl')).toContain('line break')
})
