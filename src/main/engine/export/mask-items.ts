import { unescape as percentDecode } from 'node:querystring'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem, MaskedItem } from './export-format.ts'
import { createItemNames } from './item-names.ts'

/** Stands in for a value that is not exported. */
const mask = '(masked)'

/**
 * Names of headers and query parameters that carry a credential itself. Signatures stay: they are worthless without the
 * secret, and a fixture needs them.
 */
const credential =
  /^(?:cookie|set-cookie)$|(?:^|[-_.])(?:authorization|api[-_]?key|access[-_]?key|auth|secret|token|password|passwd|credentials?)(?:[-_.]|$)/i
const signature = /signature|hmac|digest/i

/** Takes credentials and endpoint tokens out of deliveries. Bodies stay as they are, byte for byte. */
export function maskItems(items: readonly ExportItem[]): readonly MaskedItem[] {
  const nameOf = createItemNames()
  return items.map((item) => {
    const masked = new Set<string>()
    const { delivery, targetUrl } = maskDelivery(item, masked)
    return {
      delivery,
      body: item.body,
      endpointName: item.endpointName,
      targetUrl,
      name: nameOf(item.delivery),
      path: delivery.request.target.replace(/^.*?\/in\/\{token\}/i, ''),
      masked: [...masked],
    }
  })
}

function maskDelivery(item: ExportItem, masked: Set<string>) {
  const { delivery, targetUrl, secretValues: secrets = [] } = item
  const { request, answerGiven } = delivery
  const token = /\/in\/([^/?#]+)/i.exec(request.target)?.[1]
  const withoutToken = (text: string) => (token === undefined ? text : text.replaceAll(token, '{token}'))
  const holdsSecret = (value: string) =>
    secrets.some((secret) => forms(secret).some((form) => value === form || (isLong(form) && value.includes(form))))

  const maskHeaders = (headers: readonly HeaderPair[]): HeaderPair[] =>
    headers.map(([name, value]) => {
      if (!isCredential(name) && !holdsSecret(value)) return [name, withoutToken(value)]
      masked.add(name)
      return [name, mask]
    })
  const maskUrl = (url: string) => {
    const [path = '', ...rest] = withoutToken(url).split('?')
    if (rest.length === 0) return path
    const query = rest
      .join('?')
      .split('&')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=')
        if (value.length === 0 || !(isCredential(percentDecode(name)) || holdsSecret(value.join('=')))) return pair
        masked.add(name)
        return `${name}=${mask}`
      })
    return `${path}?${query.join('&')}`
  }

  const maskTarget = (url: string) =>
    maskUrl(url).replace(/^([a-z]+:\/\/)[^/?#]*@/i, (_, scheme: string) => {
      masked.add('user and password of the target')
      return `${scheme}${mask}@`
    })

  return {
    delivery: {
      ...delivery,
      request: {
        ...request,
        target: maskUrl(request.target),
        publicUrl: maskUrl(request.publicUrl),
        headers: maskHeaders(request.headers),
        trailers: maskHeaders(request.trailers),
      },
      answerGiven: answerGiven && { ...answerGiven, headers: maskHeaders(answerGiven.headers) },
    },
    targetUrl: targetUrl ? maskTarget(targetUrl) : null,
  }
}

function isCredential(name: string): boolean {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1-$2')
  return credential.test(words) && !signature.test(words)
}

/** A short secret stands inside other values by chance, and would take signatures along. */
const isLong = (form: string): boolean => form.length >= 6

/** The ways a secret can stand in a header or a query. */
function forms(secret: string): readonly string[] {
  if (secret === '') return []
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')]
}
