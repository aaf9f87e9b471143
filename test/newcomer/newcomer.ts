import { setTimeout as wait } from 'node:timers/promises'
import { busyConfig, busyDay } from '../support/busy-day.ts'
import { type DeliveryLine, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { openPage } from '../support/open-page.ts'
import { type ProviderRequest, plainRequest, sampleBody } from '../support/provider-requests.ts'
import { type Pace, Visit } from './visit.ts'
import { walk } from './walk.ts'

export interface Window {
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
}

interface NewcomerOptions extends Pace {
  readonly windows: readonly Window[]
  readonly tell?: (line: string) => void
}

/** A form of Twilio, whose fields differ, and JSON that breaks off in its third line. */
const odd: readonly (readonly [endpoint: string, request: ProviderRequest])[] = [
  [
    'Anything',
    {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: sampleBody('twilio', 'call.completed', 'form'),
    },
  ],
  ['Anything', plainRequest(Buffer.from('{\r\n  "id": 7,\r\n  "name": Maya,\r\n  "end": true\r\n}'))],
]

/** The built host with a day's deliveries, and a new user in each window, one after another. Resolves with what was wrong. */
export async function newcomer({ windows, tell = () => undefined, ...pace }: NewcomerOptions): Promise<string[]> {
  const folder = temporaryFolder()
  const host = await startHeadless({
    data: folder.path,
    config: { tunnel: 'none', endpoints: busyConfig('http://127.0.0.1:9/hooks') },
  })
  const lines: DeliveryLine[] = []
  const send = async (endpoint: string, { headers, body }: ProviderRequest) => {
    await fetch(host.endpoint(endpoint).url, { method: 'POST', headers, body: new Uint8Array(body) })
    lines.push(await host.delivery(() => true))
  }
  const problems: string[] = []
  try {
    for (const [endpoint, request] of [...busyDay(), ...odd]) await send(endpoint, request)
    const [broken, form] = [lines.at(-1), lines.at(-2)]
    const failed = lines.find(({ verification }) => verification.state === 'failed')
    const differs = lines.find(({ conformance }) => conformance.state === 'differs')
    if (!failed || !differs || !form || !broken) throw new Error('the day lacks a delivery of some sort')
    for (const window of windows) {
      const name = `${window.width} ${window.colorScheme}`
      tell(name)
      const ui = await openPage(host.ready.ui, { ...window, scrollbars: true })
      const end = new AbortController()
      const arriving = goOn(end.signal, send)
      try {
        await ui.page.getByRole('option').first().waitFor()
        const visit = new Visit(ui.page, name, pace)
        await walk(visit, { host, origin: new URL(host.ready.ui).origin, failed, differs, form, broken })
        problems.push(...visit.problems, ...ui.faults().map((fault) => `${name}: ${fault}`))
      } catch (error) {
        problems.push(`${name}: the walk ended, ${String(error)}`)
        await ui.page.screenshot({ path: `${folder.path}/../newcomer-${window.width}-${window.colorScheme}.png` })
      } finally {
        end.abort()
        await arriving
        await ui.close()
      }
    }
  } finally {
    await host.stop()
    folder.remove()
  }
  return problems
}

/** Deliveries as on any day, about two a second, until told to stop. */
async function goOn(
  stop: AbortSignal,
  send: (endpoint: string, request: ProviderRequest) => Promise<void>,
): Promise<void> {
  while (!stop.aborted) {
    for (const [endpoint, request] of busyDay()) {
      if (stop.aborted) return
      await send(endpoint, request)
      await wait(500, undefined, { signal: stop }).catch(() => undefined)
    }
  }
}
