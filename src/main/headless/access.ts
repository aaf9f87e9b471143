import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { apiProtocol } from '#shared/api/channel.ts'
import { AppError } from '#shared/api/errors.ts'
import { privateFile } from '../hosting/data-dir.ts'

export const tokenFileName = 'ui.token'

/**
 * The token of the UI's address: made once, stored in a 0600 file, so that the address stays valid over restarts. Throws
 * AppError `unavailable` where the file holds something else.
 */
export async function loadAccessToken(dataDir: string): Promise<string> {
  const path = join(dataDir, tokenFileName)
  const token = await privateFile(path, () => randomBytes(24).toString('base64url'))
  if (!/^[\w-]{32,}$/.test(token))
    throw new AppError('unavailable', `${path} holds no token; delete it and start again`)
  return token
}

/** Compares in constant time. */
export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

const digest = (text: string) => createHash('sha256').update(text).digest()

const local = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/**
 * The Host header names this machine by what a page elsewhere cannot make its own: a loopback name, or, where `boundTo` is
 * not loopback, that address or any other numeric one (DNS rebinding needs a name). The port is free, because a forwarded
 * port (`ssh -L`) may be any.
 */
export function hostIsExpected(request: IncomingMessage, boundTo: string): boolean {
  const host = (request.headers.host ?? '').replace(/:\d{1,5}$/, '')
  if (local.test(host)) return true
  return !isLoopback(boundTo) && (host === boundTo || isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0)
}

export const isLoopback = (address: string): boolean => local.test(address) || address === '::1'

/** The page that asks was served from here. Browsers send Origin with each WebSocket and cannot be made to lie. */
export function originIsOurs(request: IncomingMessage): boolean {
  return request.headers.origin?.toLowerCase() === `http://${request.headers.host}`.toLowerCase()
}

/** The page asks whether its token is right: `Authorization: Bearer …`. */
export function bearerIsRight({ headers }: IncomingMessage, token: string): boolean {
  const offered = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  return offered !== undefined && sameToken(offered, token)
}

/** The WebSocket offers the token beside its subprotocol: a page can set no other header. */
export function offersToken({ headers }: IncomingMessage, token: string): boolean {
  const [protocol, offered = '', ...more] = (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
  return protocol === apiProtocol && more.length === 0 && sameToken(offered, token)
}
