import type { Page } from 'playwright-core'
import type { AppContract } from '#shared/api/contract.ts'
import type { CallInput, CallOutput } from '#shared/api/contract-types.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'

// Declares `window.switchhook`.

// Both ask the engine through the page's own bridge, whatever the page shows. They take the bridge's listener away from the
// page, which must be reloaded before it is used again.

export function callFromPage<K extends keyof AppContract['calls']>(
  page: Page,
  name: K,
  input: CallInput<AppContract['calls'][K]>,
): Promise<CallOutput<AppContract['calls'][K]>> {
  return page.evaluate(
    (args) =>
      new Promise<never>((resolve, reject) => {
        const bridge = window.switchhook
        if (!bridge) return reject(new Error('the page has no bridge'))
        bridge.listen((text) => {
          const { t: type, i: id, r: result } = JSON.parse(text)
          if (type !== 's' || id !== 'from-test') return
          if (result.error) reject(new Error(result.error.message))
          else resolve(result.value as never)
        })
        bridge.post(JSON.stringify({ t: 'q', m: 'call', i: 'from-test', a: args }))
      }),
    [name, input] as const,
  )
}

/** The endpoints as the page would see them now. */
export function endpointsFromPage(page: Page): Promise<readonly EndpointStatus[]> {
  return page.evaluate(
    () =>
      new Promise<never>((resolve, reject) => {
        const bridge = window.switchhook
        if (!bridge) return reject(new Error('the page has no bridge'))
        const streamId = 1_000_000
        bridge.listen((text) => {
          const { m: name, a: args } = JSON.parse(text)
          if (name !== 'push' || args[0] !== streamId) return
          bridge.post(JSON.stringify({ t: 'q', m: 'stop', a: [streamId] }))
          resolve(args[1][0].endpoints as never)
        })
        bridge.post(JSON.stringify({ t: 'q', m: 'open', a: [streamId, 'endpoints.watch', {}] }))
      }),
  )
}
