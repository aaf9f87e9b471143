import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type HostOnScreen, openHost, type SentRequest } from '../support/host-on-screen.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'

/** Whatever is sent to the receiver can be looked at, and the screen stays as it is. */

let on: HostOnScreen
const secret = 'rpl-s3cret'
const json = { 'content-type': 'application/json' }

beforeAll(async () => {
  on = await openHost({
    endpoints: [
      { name: 'Anything', provider: null },
      { name: 'Sales agent', provider: 'replicer', secrets: [{ label: 'live', value: secret }] },
    ],
  })
})
afterAll(() => on.close())
afterEach(async () => {
  expect(on.faults()).toEqual([])
  expect(await on.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})

const panel = () => on.page.getByRole('tabpanel')
const panelText = async () => (await panel().innerText()).replaceAll(/[\s·]+/g, ' ')

async function showPayload(request: SentRequest, endpoint = 'Anything'): Promise<void> {
  const { id } = await on.send(endpoint, request)
  await on.page.goto(`${on.origin}/#/?d=${id}&tab=payload`)
  await on.page.getByRole('tab', { name: 'Payload', selected: true }).waitFor()
}

interface Case {
  readonly name: string
  readonly request: SentRequest
  /** What the payload tab says, in this order. */
  readonly says: readonly string[]
}

const cases: readonly Case[] = [
  {
    name: 'an empty body',
    request: { method: 'GET', path: '/deeper?x=1' },
    says: ['The body is empty: this GET request has none.'],
  },
  {
    name: 'numbers keep their source text, duplicate keys stay',
    request: { headers: json, body: '{"id":12345678901234567890,"cost":12.50,"e":1e400,"zero":-0,"a":1,"a":2}' },
    says: ['numbers as written', '12345678901234567890', '12.50', '1e400', '-0', '"a": 1', '"a": 2'],
  },
  {
    name: 'a gzip body is unpacked',
    request: { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync('{"inside":"gzip"}') },
    says: ['gzip decoded to 17 bytes', '"inside": "gzip"'],
  },
  {
    name: 'codings are undone one after the other',
    request: {
      headers: { ...json, 'content-encoding': 'deflate, gzip' },
      body: gzipSync(deflateSync('{"inside":"both"}')),
    },
    says: ['gzip, deflate decoded', '"inside": "both"'],
  },
  {
    name: 'a coding that is not what the header says',
    request: { headers: { ...json, 'content-encoding': 'gzip' }, body: 'plain' },
    says: ['the body says gzip, but is not', 'plain', 'not JSON'],
  },
  {
    name: 'a form',
    request: {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1&note=two+words&a=2&empty=&sign=%F0%9F%98%80&<b>=<script>',
    },
    says: ['a 1', 'note two words', 'a 2', 'sign 😀', '<b> <script>'],
  },
  {
    name: 'bytes that are no text',
    request: {
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from([0, 1, 2, 0x41, 0x42, 0xff, 0]),
    },
    says: ['7 bytes', '00 01 02 41 42 FF 00'],
  },
  {
    name: 'invalid UTF-8 inside JSON',
    request: { headers: json, body: Buffer.from([...Buffer.from('{"name":"a'), 0xff, ...Buffer.from('b"}')]) },
    says: ['contains invalid UTF-8', '"name":"a\uFFFDb"'],
  },
  {
    name: 'JSON that breaks off',
    request: { headers: json, body: '{"event":"call.ended","open":' },
    says: ['Not JSON: line 1, column 30: a value is expected.', '"event":"call.ended"', '"open":'],
  },
  {
    name: 'HTML is text, and nothing of it runs',
    request: { headers: { 'content-type': 'text/html' }, body: '<img src=http://evil.example/x onerror=alert(1)>' },
    says: ['<img src=http://evil.example/x onerror=alert(1)>'],
  },
  {
    name: 'one line of 300 kB',
    request: { headers: json, body: JSON.stringify({ long: 'z'.repeat(300_000) }) },
    says: ['300,011 bytes', '"long": "zzzz', 'more characters'],
  },
]

describe('the payload tab', () => {
  test.each(cases)('$name', async ({ request, says }) => {
    await showPayload(request)
    for (const words of says) await expect.poll(panelText).toContain(words)
  })

  test('a megabyte is laid out at once, five are when asked for', async () => {
    const items = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, id) => ({ id, text: 'x'.repeat(70) })))
    await showPayload({ headers: json, body: items(10_000) })
    await expect.poll(panelText).toContain('"id": 3,')

    await showPayload({ headers: json, body: items(50_000) })
    await panel().getByText('This body has').waitFor()
    await panel().getByRole('button', { name: 'Hex' }).click()
    await expect.poll(panelText).toContain('5B 7B 22 69 64 22 3A 30')
    await panel().getByRole('button', { name: 'Text' }).click()
    await panel().getByRole('button', { name: 'Show anyway' }).click()
    await expect.poll(panelText).toContain('"id": 3,')
  })
})

test('nesting without end neither hides the payload nor the schema check', async () => {
  await showPayload({ headers: json, body: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}` })
  await expect.poll(panelText).toContain('nested too deeply for paths')

  const body = `{"event":"call.ended","extra":${'['.repeat(5000)}${']'.repeat(5000)}}`
  await showPayload({ headers: { ...json, 'x-replicer-event': 'call.ended' }, body }, 'Sales agent')
  await on.page.keyboard.press('3')
  await expect.poll(panelText).toContain('extra')
  await panel().getByRole('button', { name: 'Side by side' }).click()
  await expect.poll(panelText).toContain('call.ended')
})

test('any script and any direction stands in the row, in the headline and in the payload', async () => {
  const name = 'مرحبا שלום 田中さん 👩‍👩‍👧'
  const body = sampleBody('replicer', 'call.ended').toString().replace('"John Doe"', JSON.stringify(name))
  await on.page.goto(`${on.origin}/#/`)
  await showPayload(replicerRequest(Buffer.from(body), secret), 'Sales agent')

  await on.row(name).waitFor()
  await expect.poll(panelText).toContain('田中さん')
  await on.page.keyboard.press('1')
  await on.page.getByRole('heading', { name }).waitFor()
})

test('very long names, addresses and headers stay in their places', async () => {
  const event = 'x'.repeat(3000)
  const headers = {
    ...json,
    'x-replicer-event': event.slice(0, 200),
    'x-long': 'y'.repeat(4000),
    ...Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`x-number-${n}`, `value ${n}`])),
  }
  const path = `/${'p'.repeat(1500)}?${'q'.repeat(1500)}`
  await showPayload({ headers, path, body: JSON.stringify({ event, [`${event}`]: event }) }, 'Sales agent')
  await on.page.keyboard.press('1')
  const headline = panel().getByRole('heading').first()
  await headline.waitFor()
  expect((await headline.boundingBox())?.height).toBeLessThan(100)
  await on.page.keyboard.press('5')
  await expect.poll(panelText).toContain('headers, as sent')
  await panel().getByRole('searchbox', { name: 'Filter headers' }).fill('number-149')

  await expect.poll(panelText).toContain('x-number-149 value 149')
  expect(await panelText()).not.toContain('x-number-14 ')
})

test('at and right of a line’s end, path and value are those of this line', async () => {
  await showPayload({ headers: json, body: '{"mine":"+1 555 0100","theirs":"+1 555 0199"}' })
  const line = panel().locator('.view-line').filter({ hasText: '"mine"' })
  // The view may still be putting its lines in place.
  await expect.poll(() => line.boundingBox()).not.toBeNull()
  const box = (await line.boundingBox())!
  await on.page.mouse.click(box.x + box.width - 30, box.y + box.height / 2)
  await panel().getByText('/mine', { exact: true }).waitFor()
  await on.page.keyboard.press('End')
  await on.page.keyboard.press('y')
  await expect.poll(() => on.page.evaluate(() => navigator.clipboard.readText())).toBe('+1 555 0100')
  await on.page.keyboard.press('p')
  await expect.poll(() => on.page.evaluate(() => navigator.clipboard.readText())).toBe('/mine')
})

test('a transcript is folded to one line with its turns and size, a long string to its beginning', async () => {
  const transcript = Array.from({ length: 41 }, (_, n) => ({ role: 'agent', text: `turn ${n} of this call` }))
  await showPayload({
    headers: json,
    body: JSON.stringify({ id: 7, transcript, note: 'long '.repeat(200), end: true }),
  })
  await expect.poll(panelText).toMatch(/"transcript": \[ 41 turns, 1,9\d\d bytes/)
  expect(await panelText()).toContain('"end": true')
  expect(await panelText()).not.toContain('turn 3 of')
  const rest = panel().getByText('941 more characters')
  await rest.click()
  await rest.waitFor({ state: 'detached' })
  await panel().getByRole('button', { name: 'Unfold' }).click()
  await expect.poll(panelText).toContain('turn 3 of')
})

test('find goes through all of the text, in a bar that looks as the app does', async () => {
  await showPayload({ headers: json, body: JSON.stringify({ text: `${'word '.repeat(200)}needle`, other: 1 }) })
  await panel().getByText('more characters').waitFor()
  await panel().getByRole('button', { name: 'Find in the payload' }).click()
  const bar = panel().locator('.find-widget.visible')
  await bar.waitFor()
  await on.page.keyboard.type('needle')
  await bar.getByText('1 of 1').waitFor()
  const look = await bar.evaluate((element) => {
    const { borderRadius, backgroundColor } = getComputedStyle(element)
    const raised = getComputedStyle(document.documentElement).getPropertyValue('--r-8').trim()
    return { round: borderRadius === raised, filled: backgroundColor !== 'rgba(0, 0, 0, 0)' }
  })
  expect(look).toEqual({ round: true, filled: true })
  await on.page.keyboard.press('Escape')
  await bar.waitFor({ state: 'hidden' })
})

test('broken JSON: both tabs show the text as received, with the same line marked', async () => {
  await showPayload({ headers: json, body: '{\r\n  "id": 7,\r\n  "name": Maya\r\n}' })
  const marked = async () => {
    const mark = panel().locator('.code-wavy-bad').first()
    await mark.waitFor()
    const y = (await mark.boundingBox())?.y ?? 0
    const numbers = await panel()
      .locator('.line-numbers')
      .evaluateAll(
        (all, y) =>
          all.filter((each) => Math.abs(each.getBoundingClientRect().y - y) < 12).map((each) => each.textContent),
        y,
      )
    return [await mark.textContent(), ...numbers]
  }
  await panel().getByRole('button', { name: 'Not JSON: line 3, column 11: this is not a JSON value.' }).waitFor()
  await expect.poll(marked).toEqual(['M', '3'])
  await on.page.keyboard.press('3')
  await panel().getByText('The body is not JSON: line 3, column 11').waitFor()
  await expect.poll(marked).toEqual(['M', '3'])
})

test('what an unknown sender sends is not held against it', async () => {
  await on.page.keyboard.press('Escape')
  await on.page.mouse.move(0, 0)
  for (const request of [
    { method: 'GET' },
    { headers: { 'content-type': 'application/xml' }, body: '<a>1</a>' },
    { headers: { 'content-type': 'text/plain' }, body: 'hello' },
  ]) {
    const { id } = await on.send('Anything', request)
    const badge = on.row(id).locator('.stream-conformance > span')
    await badge.waitFor()
    expect(await badge.getAttribute('class')).not.toMatch(/text-(warn|bad)/)
  }
})
