import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Webhook } from 'standardwebhooks'

const packs = resolve(import.meta.dirname, '../../resources/providers')

export interface ProviderRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Exact bytes of a pack's sample. */
export const sampleBody = (provider: string, event: string, type = 'json'): Buffer =>
  readFileSync(join(packs, provider, 'samples', `${event}.${type}`))

/** A sample with one piece of its text replaced; throws where that piece is not there. */
export function alteredSample(provider: string, event: string, find: string | RegExp, put: string): Buffer {
  const text = sampleBody(provider, event).toString()
  const altered = text.replace(find, put)
  if (altered === text) throw new Error(`${provider} ${event}: nothing to replace`)
  return Buffer.from(altered)
}

const json = { 'Content-Type': 'application/json' }

/** As Replicer documents it: HMAC-SHA256 of the raw body, lower-case hex. */
export function replicerRequest(body: Buffer, secret: string): ProviderRequest {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const event = (JSON.parse(body.toString()) as { event: string }).event
  return {
    headers: {
      ...json,
      'X-Replicer-Event': event,
      'X-Replicer-Delivery-Id': 'evt-1',
      'X-Replicer-Timestamp': String(Math.floor(Date.now() / 1000)),
      'X-Replicer-Signature': signature,
    },
    body,
  }
}

/** As Allo v2 documents it: Standard Webhooks, signed by the `standardwebhooks` package. */
export function alloV2Request(body: Buffer, secret: string, id: string, at = new Date()): ProviderRequest {
  const signature = new Webhook(secret).sign(id, at, body.toString())
  return {
    headers: {
      ...json,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signature,
    },
    body,
  }
}

/** OutCallerAI sends headers of its own and signs nothing. */
export function outcallerRequest(body: Buffer, headers: Record<string, string> = {}): ProviderRequest {
  const { event, resource, action, workspaceId } = JSON.parse(body.toString()) as Record<string, string>
  return {
    headers: {
      ...json,
      'X-Outcaller-Event': event ?? '',
      'X-Outcaller-Resource': resource ?? '',
      'X-Outcaller-Action': action ?? '',
      'X-Outcaller-Workspace-Id': workspaceId ?? '',
      ...headers,
    },
    body,
  }
}

export const plainRequest = (body: Buffer, headers: Record<string, string> = {}): ProviderRequest => ({
  headers: { ...json, ...headers },
  body,
})
