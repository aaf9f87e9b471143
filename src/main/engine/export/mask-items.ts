import { unescape as percentDecode } from 'node:querystring'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { isCredential } from '../lib/credential-names.ts'
import type { ExportItem, MaskedItem } from './export-format.ts'
import { safeName } from './file-name.ts'
import { mask, maskEncodedBody } from './mask-body.ts'
import { formsOf, isLong, spelledPlaces } from './secret-forms.ts'

/**
 * Takes credentials and endpoint tokens out of deliveries. A body keeps every byte that is not part of a secret. `nameOf` is
 * shared by the parts of one export.
 */
export function maskItems(items: readonly ExportItem[], nameOf = createItemNames()): readonly MaskedItem[] {
  return items.map((item) => {
    const places = new Set<string>()
    const { delivery, targetUrl, endpointTarget } = maskDelivery(item, places)
    const { secretValues = [], tokens = [], bodySecrets = [] } = item
    const encoding = firstHeader(item.delivery.request.headers, 'content-encoding') ?? null
    const { body, masked } = maskEncodedBody(item.body, encoding, [...secretValues, ...tokens], bodySecrets)
    return {
      delivery,
      body,
      endpointName: item.endpointName,
      targetUrl,
      endpointTarget,
      name: nameOf(delivery),
      path: delivery.request.target.replace(/^.*?\/in\/\{token\}/i, ''),
      masked: [...places, ...masked],
      bodyMasked: masked.length > 0,
      eventSchema: item.eventSchema ?? null,
      signing: item.signing ?? null,
      fixtureSecret: null,
    }
  })
}

function maskDelivery(item: ExportItem, places: Set<string>) {
  const { delivery, targetUrl, endpointTarget, secretValues = [], tokens = [] } = item
  const { request, answerGiven } = delivery
  const own = /\/in\/([^/?#]+)/i.exec(request.target)?.[1]
  const allTokens = own === undefined ? tokens : [own, ...tokens]
  const known = [...secretValues, ...allTokens]
  // Headers hold one character per byte.
  const forms = known.flatMap(formsOf).flatMap((form) => [form, Buffer.from(form).toString('latin1')])
  const longForms = forms.filter(isLong).toSorted((one, other) => other.length - one.length)
  const holdsSecret = (value: string) =>
    forms.includes(value) || longForms.some((form) => value.includes(form)) || spelledPlaces(value, known).length > 0
  const withoutTokens = (text: string) => allTokens.reduce((rest, token) => rest.replaceAll(token, '{token}'), text)
  /** A part of a URL, which may have been encoded more than once on its way. */
  const hidesSecret = (part: string) => {
    const once = percentDecode(part.replaceAll('+', ' '))
    return [part, percentDecode(part), once, percentDecode(once)].some(holdsSecret)
  }
  const withoutSecrets = (text: string, place: string) => {
    const cleared = longForms.reduce((rest, form) => rest.replaceAll(form, mask), text)
    if (cleared !== text) places.add(place)
    return cleared
  }

  const withoutName = () => {
    places.add('the name of a query parameter')
    return mask
  }
  const maskHeaders = (headers: readonly HeaderPair[]): HeaderPair[] =>
    headers.map(([given, value]) => {
      const name = withoutSecrets(given, 'the name of a header')
      // A token as such is replaced; one that was encoded is found by its forms.
      const shown = withoutTokens(value)
      if (!isCredential(given) && !holdsSecret(shown)) return [name, shown]
      places.add(name)
      return [name, mask]
    })
  const maskUrl = (url: string) => {
    const [given = '', ...rest] = withoutTokens(url).split('?')
    const segments = given.split('/').map((segment) => {
      const cleared = withoutSecrets(segment, 'the path')
      if (!hidesSecret(cleared)) return cleared
      places.add('the path')
      return mask
    })
    const path = segments.join('/')
    if (rest.length === 0) return path
    const query = rest
      .join('?')
      .split('&')
      .map((pair) => {
        const [given = '', ...value] = pair.split('=')
        const name = hidesSecret(given) ? withoutName() : withoutSecrets(given, 'the name of a query parameter')
        if (value.length === 0) return name
        if (!isCredential(percentDecode(given)) && !hidesSecret(value.join('='))) return [name, ...value].join('=')
        places.add(name)
        return `${name}=${mask}`
      })
    return `${path}?${query.join('&')}`
  }

  const maskTarget = (url: string) =>
    maskUrl(url).replace(/^([a-z]+:\/\/)[^/?#]*@/i, (_, scheme: string) => {
      places.add('user and password of the target')
      return `${scheme}${mask}@`
    })

  return {
    delivery: {
      ...delivery,
      eventType: delivery.eventType && withoutSecrets(delivery.eventType, 'the event type'),
      request: {
        ...request,
        target: maskUrl(request.target),
        publicUrl: maskUrl(request.publicUrl),
        headers: maskHeaders(request.headers),
        trailers: maskHeaders(request.trailers),
      },
      answerGiven: answerGiven && {
        ...answerGiven,
        headers: maskHeaders(answerGiven.headers),
        body: withoutSecrets(answerGiven.body, 'the body of the answer'),
      },
    },
    targetUrl: targetUrl ? maskTarget(targetUrl) : null,
    endpointTarget: endpointTarget ? maskTarget(endpointTarget) : null,
  }
}

/**
 * Names deliveries `<provider>-<event>-<time>-<short id>`, e.g. `allo-v1-call.ended-20261120-163630-5k2p9x7q`: lower case,
 * since some file systems know no other, and distinct among the names given so far.
 */
export function createItemNames(): (delivery: DeliveryDetail) => string {
  const given = new Map<string, number>()
  return ({ id, provider, eventType, method, receivedAt }) => {
    const time = new Date(receivedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
    const shortId = id.replaceAll(/[^a-z0-9]/gi, '').slice(-8)
    const name = [provider ?? 'unknown', eventType ?? method, time, shortId].map(safeName).join('-')
    const times = (given.get(name) ?? 0) + 1
    given.set(name, times)
    return times === 1 ? name : `${name}-${times}`
  }
}
