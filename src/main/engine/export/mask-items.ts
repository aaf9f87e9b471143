import { unescape as percentDecode } from 'node:querystring'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { isCredential } from '../lib/credential-names.ts'
import type { ExportItem, MaskedItem } from './export-format.ts'
import { mask, maskEncodedBody } from './mask-body.ts'
import { safeName } from './request-parts.ts'
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
  const { delivery, targetUrl, endpointTarget } = item
  const { request, answerGiven } = delivery
  const { maskText, maskHeaders, maskUrl, maskTarget } = createMasker(knownSecrets(item), places)
  return {
    delivery: {
      ...delivery,
      eventType: delivery.eventType && maskText(delivery.eventType, 'the event type'),
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
        body: maskText(answerGiven.body, 'the body of the answer'),
      },
    },
    targetUrl: targetUrl ? maskTarget(targetUrl) : null,
    endpointTarget: endpointTarget ? maskTarget(endpointTarget) : null,
  }
}

type KnownSecrets = ReturnType<typeof knownSecrets>

/** What must not leave, to be looked for in texts with one character per byte. */
function knownSecrets({ delivery, secretValues = [], tokens = [] }: ExportItem) {
  const own = /\/in\/([^/?#]+)/i.exec(delivery.request.target)?.[1]
  const allTokens = own === undefined ? tokens : [own, ...tokens]
  const known = [...secretValues, ...allTokens]
  const forms = known.flatMap(formsOf).flatMap((form) => [form, Buffer.from(form).toString('latin1')])
  const longForms = forms.filter(isLong).toSorted((one, other) => other.length - one.length)
  const isIn = (value: string) =>
    forms.includes(value) || longForms.some((form) => value.includes(form)) || spelledPlaces(value, known).length > 0
  return {
    isIn,
    /** A part of a URL may have been encoded more than once on its way. */
    isInUrlPart(part: string): boolean {
      const once = percentDecode(part.replaceAll('+', ' '))
      return [part, percentDecode(part), once, percentDecode(once)].some(isIn)
    },
    maskTokens: (text: string) => allTokens.reduce((rest, token) => rest.replaceAll(token, '{token}'), text),
    mask: (text: string) => longForms.reduce((rest, form) => rest.replaceAll(form, mask), text),
  }
}

/** Masks the parts of one delivery; `places` is told where something was masked. */
function createMasker(secrets: KnownSecrets, places: Set<string>) {
  const maskText = (text: string, place: string) => {
    const cleared = secrets.mask(text)
    if (cleared !== text) places.add(place)
    return cleared
  }
  const maskWhole = (place: string) => {
    places.add(place)
    return mask
  }
  const maskHeaders = (headers: readonly HeaderPair[]): HeaderPair[] =>
    headers.map(([given, value]) => {
      const name = maskText(given, 'the name of a header')
      // A token as such is replaced; one that was encoded is found by its forms.
      const shown = secrets.maskTokens(value)
      return [name, isCredential(given) || secrets.isIn(shown) ? maskWhole(name) : shown]
    })
  const maskSegment = (segment: string) => {
    const cleared = maskText(segment, 'the path')
    return secrets.isInUrlPart(cleared) ? maskWhole('the path') : cleared
  }
  const maskPair = (pair: string) => {
    const [given = '', ...rest] = pair.split('=')
    const place = 'the name of a query parameter'
    const name = secrets.isInUrlPart(given) ? maskWhole(place) : maskText(given, place)
    if (rest.length === 0) return name
    const value = rest.join('=')
    return `${name}=${isCredential(percentDecode(given)) || secrets.isInUrlPart(value) ? maskWhole(name) : value}`
  }
  const maskUrl = (url: string) => {
    const [given = '', ...rest] = secrets.maskTokens(url).split('?')
    const path = given.split('/').map(maskSegment).join('/')
    return rest.length === 0 ? path : `${path}?${rest.join('?').split('&').map(maskPair).join('&')}`
  }
  const maskTarget = (url: string) =>
    maskUrl(url).replace(
      /^([a-z]+:\/\/)[^/?#]*@/i,
      (_, scheme: string) => `${scheme}${maskWhole('user and password of the target')}@`,
    )
  return { maskText, maskHeaders, maskUrl, maskTarget }
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
