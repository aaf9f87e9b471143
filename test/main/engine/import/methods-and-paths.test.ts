import { expect, test } from 'vitest'
import { problemOf, requestOf } from '../../../support/import-samples.ts'

test.each(['--download', '###', '#X', '1X', 'A.B', 'A B', ''])('the method %j is refused', (method) => {
  const entry = { request: { method, url: 'http://a/', headers: [] } }
  expect(problemOf(JSON.stringify({ log: { entries: [entry] } }))).toContain('is not an HTTP method')
})

test('the methods M-SEARCH and a_b are read, and raw requests know no other methods than the rest', () => {
  for (const method of ['M-SEARCH', 'a_b']) {
    const entry = { request: { method, url: 'http://a/', headers: [] } }
    expect(requestOf(JSON.stringify({ log: { entries: [entry] } })).method).toBe(method)
  }
  expect(problemOf('--download / HTTP/1.1\n\n', 'raw')).toContain('line 1, shape: “--download” is not an HTTP method.')
})

test.each(['/a\r\nX: y', 'x', '/a b', '//\n'])('the path %j of a fixture is refused', (path) => {
  const envelope = {
    format: 'switchhook-fixture',
    version: 1,
    id: 'dlv_1',
    method: 'POST',
    path,
    url: 'http://a/',
    headers: [],
    bodySha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    bodyBase64: '',
  }
  expect(problemOf(JSON.stringify(envelope))).toContain('is not the path of a request')
  for (const good of ['', '/x?y=1', '?y'])
    expect(requestOf(JSON.stringify({ ...envelope, path: good })).below).toBe(good)
})
