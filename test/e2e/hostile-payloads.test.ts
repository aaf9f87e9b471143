import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { rawRequest } from '../support/raw-http.ts'
import { settled } from '../support/settled.ts'

/**
 * Markup and scripts in every field that comes from outside, on every screen that shows it. No script runs, no markup
 * becomes an element, and the content policy, which is the second line, is never asked.
 */

/** Calls `ran`, which the page has, in each of the ways that a browser knows. */
const corpus = [
  '<script>ran(1)</script>',
  '<img src=x onerror=ran(2)>',
  '"><svg onload=ran(3)>',
  "'><details open ontoggle=ran(4)>x</details>",
  'javascript:ran(5)',
  '<a href="javascript:ran(6)">click</a>',
  '<iframe srcdoc="<script>parent.ran(7)</script>"></iframe>',
  '</script><script>ran(8)</script>',
  '</textarea><script>ran(9)</script>',
  '<math><mtext><table><mglyph><style><img src=x onerror=ran(10)>',
  '{{constructor.constructor("ran(11)")()}}',
  ['$', '{ran(12)}'].join(''),
  '<style>@import"javascript:ran(13)";*{background:url(//evil.example/14)}</style>',
  '<base href=//evil.example/><link rel=stylesheet href=//evil.example/x>',
  '<meta http-equiv=refresh content="0;url=javascript:ran(15)">',
  '<input autofocus onfocus=ran(16)>',
  '[x](javascript:ran(17)) ![x](//evil.example/18) `<b onclick=ran(19)>`',
  '&lt;img src=x onerror=ran(20)&gt;',
  '\u202e<img src=x onerror=ran(21)>\u0000',
  '<template><script>ran(22)</script></template><plaintext>',
]
const all = corpus.join(' ')

let on: HostOnScreen
let app: { url: string; close(): void }
const ids: Record<string, string> = {}

beforeAll(async () => {
  const server = createServer((_, response) => {
    response.writeHead(418, '<script>ran(30)</script>', {
      'X-Answer': '<img src=x onerror=ran(31)>',
      'Content-Type': 'text/html',
    })
    response.end(`<html><body onload=ran(32)>${all}`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  app = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() }
  on = await openHost({
    endpoints: [
      { name: corpus[1], provider: null, target: app.url, secrets: [{ label: corpus[2], value: 'x' }] },
      { name: 'Sales agent', provider: 'replicer', target: app.url, secrets: [{ label: corpus[1], value: 'right' }] },
      { name: 'Berlin line', provider: 'allo-v1', target: app.url },
    ],
  })

  const hostile = on.host.endpoint(corpus[1]!)
  const { port, pathname } = new URL(hostile.url)
  const raw = async (name: string, contentType: string, body: string) => {
    const bytes = Buffer.from(body)
    const head = [
      `POST ${pathname}/<img/src=x/onerror=ran(40)>?q=<script>ran(41)</script>&javascript:ran(42) HTTP/1.1`,
      'Host: localhost',
      `Content-Type: ${contentType}`,
      `Content-Length: ${bytes.length}`,
      `User-Agent: ${corpus[0]}`,
      ...corpus.slice(1, 18).map((text, at) => `X-Hostile-${at}: ${text.replaceAll(/[^ -~]/g, '')}`),
      `Referer: javascript:ran(43)`,
    ]
    const answer = await rawRequest(
      Number(port),
      Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]),
    )
    expect(answer.status).toBe(200)
    ids[name] = (await on.host.delivery(() => true)).id
  }
  await raw(
    'json',
    'application/json',
    JSON.stringify({ [corpus[1]!]: corpus, list: corpus.map((text) => ({ [text]: text })) }),
  )
  await raw('broken JSON', 'application/json', `{"a": ${all}`)
  await raw('html', 'text/html', `<!doctype html>${all}`)
  await raw(
    'svg',
    'image/svg+xml',
    `<svg xmlns="http://www.w3.org/2000/svg" onload="ran(50)"><script>ran(51)</script></svg>`,
  )
  await raw('xml', 'application/xml', `<?xml version="1.0"?><?xml-stylesheet href="javascript:ran(52)"?><a>${all}</a>`)
  await raw(
    'form',
    'application/x-www-form-urlencoded',
    corpus.map((text) => `${encodeURIComponent(text)}=${encodeURIComponent(text)}`).join('&'),
  )
  await raw('type', '<img src=x onerror=ran(53)>/x', all)

  // Where a pack reads names, numbers and transcripts for the row, the overview and the schema.
  const withValues = (body: Buffer) => {
    let at = 0
    return Buffer.from(
      body
        .toString()
        .replaceAll(/: "(?!call\.|CALL_)[^"\n]*"/g, () => `: ${JSON.stringify(corpus[at++ % corpus.length])}`),
    )
  }
  const replicer = replicerRequest(withValues(sampleBody('replicer', 'call.ended')), 'wrong')
  const headers = { ...replicer.headers }
  ids.failed = (await on.send('Sales agent', { headers, body: replicer.body })).id
  const allo = withValues(sampleBody('allo-v1', 'CALL_RECEIVED'))
  ids.differs = (await on.send('Berlin line', { headers: { 'content-type': 'application/json' }, body: allo })).id
})
afterAll(async () => {
  await on.close()
  app.close()
})

/** A page that knows when a script ran. */
async function watchedPage(hash: string): Promise<OpenPage & { outcome(): Promise<object> }> {
  const ui = await openPage('about:blank')
  ui.page.on('dialog', (dialog) => void dialog.dismiss())
  await ui.page.addInitScript(() => {
    const seen = { ran: [] as unknown[], policy: [] as string[] }
    Object.assign(window, { seen, ran: (what: unknown) => seen.ran.push(what) })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      seen.policy.push(`${effectiveDirective} ${blockedURI}`),
    )
  })
  const left: string[] = []
  ui.page.on('request', (request) => {
    if (!request.url().startsWith(on.origin) && !/^(data|blob|about):/.test(request.url())) left.push(request.url())
  })
  const url = new URL(on.host.ready.ui)
  url.hash = hash
  await ui.page.goto(url.href)
  return {
    ...ui,
    async outcome() {
      const seen = await ui.page.evaluate(
        () => (window as unknown as { seen: { ran: unknown[]; policy: string[] } }).seen,
      )
      const elements = await ui.page.evaluate(() => {
        const handlers = [...document.querySelectorAll('*')].filter(({ attributes }) =>
          [...attributes].some(
            ({ name, value }) =>
              /^on/i.test(name) ||
              (/^(href|src|action|formaction|data|xlink:href)$/i.test(name) && /^\s*javascript:/i.test(value)),
          ),
        )
        const foreign = document.querySelectorAll(
          'iframe, object, embed, base, math, plaintext, script:not([src]), [srcdoc]',
        )
        return [...handlers, ...foreign].map((element) => element.outerHTML.slice(0, 200))
      })
      return { ...seen, elements, left }
    },
  }
}
const harmless = { ran: [], policy: [], elements: [], left: [] }

describe.each(['json', 'broken JSON', 'html', 'svg', 'xml', 'form', 'type', 'failed', 'differs'])(
  'a delivery (%s)',
  (name) => {
    test('on every tab', async () => {
      const ui = await watchedPage(`/?d=${ids[name]}`)
      const tabs = ui.page.getByRole('tab')
      await tabs.first().waitFor()
      for (let at = 0; at < (await tabs.count()); at += 1) {
        await tabs.nth(at).click()
        await ui.page.getByRole('tabpanel').waitFor()
        await settled(ui.page)
        // What is folded, hidden behind a choice, or shown on hovering.
        for (const button of await ui.page.getByRole('tabpanel').getByRole('radio').all()) await button.click()
        await ui.page.getByRole('tabpanel').hover()
        expect([await tabs.nth(at).innerText(), await ui.outcome()]).toEqual([expect.anything(), harmless])
      }
      await ui.close()
    })
  },
)

test('in the stream, its search box and completions, the rail, the settings of an endpoint, the palette', async () => {
  const { id } = on.host.endpoint(corpus[1]!)
  for (const hash of [
    '/',
    `/?q=${encodeURIComponent(all)}`,
    `/?q=${encodeURIComponent('endpoint:')}`,
    `/?d=${encodeURIComponent(corpus[1]!)}`,
    `/?d=${ids.json}&tab=${encodeURIComponent(corpus[1]!)}`,
    `/endpoint/${id}/settings`,
    `/endpoint/${encodeURIComponent(corpus[1]!)}/settings`,
    `/${encodeURIComponent(corpus[1]!)}`,
    '/settings',
  ]) {
    const ui = await watchedPage(hash)
    await ui.page.getByRole('button').first().waitFor()
    await settled(ui.page)
    if (hash.includes('q=')) await ui.page.getByRole('combobox', { name: 'Search deliveries' }).focus()
    for (const row of (await ui.page.getByRole('option').filter({ visible: true }).all()).slice(0, 3)) await row.hover()
    await ui.page.keyboard.press('Control+k')
    expect([hash, await ui.outcome()]).toEqual([hash, harmless])
    await ui.close()
  }
})

test('in what a target answered to a replay', async () => {
  const ui = await watchedPage(`/?d=${ids.json}&tab=replays`)
  await ui.page.getByRole('tab', { name: 'Replays' }).waitFor()
  await ui.page.keyboard.press('r')
  await ui.page.getByRole('tabpanel').getByText('418').first().waitFor()
  await settled(ui.page)
  expect(await ui.outcome()).toEqual(harmless)
  await ui.close()
})

test('a file that is saved does not open in the page', async () => {
  const ui = await watchedPage(`/?d=${ids.html}`)
  await ui.page.getByRole('tab').first().waitFor()
  const download = ui.page.waitForEvent('download')
  await ui.page.keyboard.press('f')
  expect((await download).suggestedFilename()).toMatch(/^[a-z0-9._-]+$/)
  expect(await ui.outcome()).toEqual(harmless)
  await ui.close()
})

test('the token is not in the address, no cookie is set, and another port of the machine gets nothing', async () => {
  const ui = await watchedPage('/')
  await ui.page.getByRole('button').first().waitFor()
  expect(ui.page.url()).not.toContain('token')
  expect(await ui.page.context().cookies()).toEqual([])

  const token = new URL(on.host.ready.ui).searchParams.get('token')!
  let received = ''
  const other = createServer((request, response) => {
    received += `${request.url} ${JSON.stringify(request.headers)}`
    response.end('<p>another server of this machine</p>')
  })
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  await ui.page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
  const tries = await ui.page.evaluate(async (origin) => {
    const socket = new Promise((resolve) => {
      const opened = new WebSocket(`${origin.replace('http', 'ws')}/api`, [
        'switchhook',
        localStorage.getItem('switchhook.token') ?? 'x',
      ])
      opened.onopen = () => resolve('opened')
      opened.onerror = () => resolve('refused')
    })
    const read = fetch(`${origin}/api`).then(
      () => 'read',
      () => 'refused',
    )
    const frame = document.createElement('iframe')
    frame.src = origin
    document.body.append(frame)
    await new Promise((resolve) => frame.addEventListener('load', resolve))
    const framed = (() => {
      try {
        return frame.contentDocument === null ? 'blocked' : frame.contentDocument.body.innerHTML
      } catch {
        return 'blocked'
      }
    })()
    return { stored: { ...localStorage }, socket: await socket, read: await read, framed }
  }, on.origin)
  other.close()

  expect(received).not.toBe('')
  expect(received).not.toContain(token)
  expect(tries).toEqual({ stored: {}, socket: 'refused', read: 'refused', framed: 'blocked' })
  await ui.close()
})

test('without the token the page says what to do, and asks for nothing else', async () => {
  const ui = await openPage(on.origin)
  await ui.page.getByRole('heading', { name: 'This address needs its token' }).waitFor()
  await ui.page.goto(`${on.origin}/?token=wrong`)
  await ui.page.getByRole('heading', { name: 'This address needs its token' }).waitFor()
  await ui.close()
})
