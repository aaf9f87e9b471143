/** Carries text messages in order between a client and the engine. Each transport makes one. */
export interface Channel {
  /** Never throws; what is sent after the end is dropped. */
  send(text: string): void
  /** Called once. `closed` is called once, whichever side ended the channel. */
  listen(receive: (text: string) => void, closed: () => void): void
  /** `reason`: what the other side did wrong. */
  close(reason?: string): void
}

/** What preload exposes as `window.switchhook`: the desktop's channel, which lives as long as the page. */
export interface Bridge {
  post(text: string): void
  listen(receive: (text: string) => void): void
}

/** The WebSocket's subprotocol; the token is offered beside it, the one place where a page can put it. */
export const apiProtocol = 'switchhook'

/** Longest message that the engine reads, in UTF-16 code units (WebSocket: bytes). */
export const maxMessageLength = 16 * 1024 * 1024

class MalformedMessage extends Error {}

/**
 * Channel options for birpc. Messages are JSON text on every transport, so that `undefined` and prototypes mean the same
 * on all of them. A message that is not one of birpc's ends the channel.
 */
export function rpcOptions(channel: Channel, closed: () => void) {
  return {
    post: (text: string) => channel.send(text),
    on: (receive: (text: string) => void) => channel.listen(receive, closed),
    serialize: (message: unknown) => JSON.stringify(message),
    deserialize: readMessage,
    /** birpc gives up after 60 s by default; a slow reader may take longer to acknowledge a batch. */
    timeout: -1,
    /** birpc rethrows into an unobserved promise where this is not `true`. A `name` means that an answer was not sent. */
    onGeneralError(error: Error, name?: string): boolean {
      if (error instanceof MalformedMessage) channel.close()
      return error instanceof MalformedMessage || name !== undefined
    },
  }
}

function readMessage(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > maxMessageLength) throw new MalformedMessage()
  const message = parseJson(text)
  if (typeof message !== 'object' || message === null) throw new MalformedMessage()
  const { t: type, m: name, a: args } = message as { t?: unknown; m?: unknown; a?: unknown }
  const request = type === 'q' && typeof name === 'string' && Array.isArray(args)
  if (!request && type !== 's') throw new MalformedMessage()
  return message
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new MalformedMessage('not JSON', { cause })
  }
}
