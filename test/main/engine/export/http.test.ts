import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { fileBytes, renderFormat } from '../../../support/render-format.ts'
import { exportedHeaders } from '../../../support/request-log.ts'

/** Reads one request as the editors do: comments, the request line, headers to the first empty line, then the body. */
function read(text: string, files: ReadonlyMap<string, Buffer>) {
  const [head = '', ...rest] = text.split('\n\n')
  const lines = head.split('\n').filter((line) => !line.startsWith('#'))
  const [method, url] = (lines[0] ?? '').split(' ')
  const headers = lines.slice(1).flatMap((line): HeaderPair[] => {
    const at = line.indexOf(':')
    return line === '' ? [] : [[line.slice(0, at), line.slice(at + 2)]]
  })
  const given = rest.join('\n\n').replace(/\n$/, '')
  const file = /^< \.\/(\S+)$/.exec(given)?.[1]
  return { method, url, headers, body: file === undefined ? Buffer.from(given) : (files.get(file) ?? null), file }
}

function requestOf(item: ExportItem) {
  const [main, ...bodies] = renderFormat('http', [item])
  const text = fileBytes(main!).toString()
  return { text, ...read(text, new Map(bodies.map((file) => [file.name, fileBytes(file)]))) }
}

const itemOf = (body: string, headers: HeaderPair[] = [], target = '/in/q83vEjRWeJCrze8SNFZ4kA'): ExportItem => ({
  delivery: deliveryDetail({}, { headers, target }),
  body: Buffer.from(body),
  endpointName: 'x',
})

describe.each([...exportInputs()])('HTTP file of %s', (_, item) => {
  const got = requestOf(item)

  it('has method, headers in order and the exact body', () => {
    expect(got.method).toBe(item.delivery.request.method)
    expect(got.headers).toEqual(exportedHeaders(item))
    expect(got.body?.equals(item.body)).toBe(true)
  })
})

it('has a body of one line in it, and anything that an editor would change beside it', () => {
  const json: HeaderPair[] = [['Content-Type', 'application/json']]
  expect(requestOf(itemOf('{"id":1}', json)).file).toBeUndefined()
  for (const body of [
    '{\n}',
    '{"a":"{{$guid}}"}',
    '# no comment',
    '< ./passwd',
    '> x',
    '// x',
    '@a = b',
    ' x',
    'a\r',
    '\u2028',
  ])
    expect(requestOf(itemOf(body, json)).file).toBe(`allo-v2-call.completed-20261120-163630-9x7qh3m8.body.json`)
})

it('has a form in it only where nothing in it would be encoded', () => {
  const form: HeaderPair[] = [['Content-Type', 'application/x-www-form-urlencoded']]
  expect(requestOf(itemOf('From=%2B15550100&Body=a+b', form)).file).toBeUndefined()
  expect(requestOf(itemOf('Body=a|b', form)).file).toBe('allo-v2-call.completed-20261120-163630-9x7qh3m8.body.txt')
})

it('says in a comment what it cannot hold', () => {
  const { text, headers, url } = requestOf(
    itemOf(
      '',
      [
        ['X-Template', '{{$guid}}'],
        ['X-Id', '1'],
        ['x-id', '2'],
        ['X-Name', 'Zo\u00eb'],
      ],
      '/in/q83vEjRWeJCrze8SNFZ4kA/a?x={{y}}',
    ),
  )
  expect(headers.map(([name]) => name)).toEqual(['X-Id', 'x-id', 'X-Name'])
  expect(url).toBe('http://localhost:3000/a?x=%7B%7By}}')
  for (const note of [
    'not read it as a header: X-Template.',
    'Sent more than once',
    'Latin-1: X-Name.',
    'URL are encoded',
  ])
    expect(text).toContain(note)
})

it('is one file for several deliveries, each behind a line of its own', () => {
  const [main, ...bodies] = renderFormat('http', [...exportInputs().values()])
  const text = fileBytes(main!).toString()
  expect(main!.name).toBe(`switchhook-${exportInputs().size}-deliveries.http`)
  expect(text.match(/^### /gm)).toHaveLength(exportInputs().size)
  expect(text.match(/^< \.\//gm)).toHaveLength(bodies.length)
})
