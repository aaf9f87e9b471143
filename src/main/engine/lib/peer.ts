import { createBirpc } from 'birpc'
import { AppError, type WireError } from '#shared/api/errors.ts'

/** Carries messages in order to another thread or process, by structured clone. */
export interface PeerChannel {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void
  listen(receive: (message: unknown) => void): void
}

type AnyFunctions = Readonly<Record<string, (...args: never[]) => unknown>>
type Reply = { readonly value: unknown } | { readonly fault: WireError }

/** As birpc makes them: a question (`q`), or the reply to one (`s`) with its result. */
interface Message {
  readonly t?: 'q' | 's'
  readonly r?: unknown
}

/** The other side's functions as this side calls them. */
export type Remote<F> = {
  readonly [K in keyof F]: F[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

export interface Peer<F> {
  readonly remote: Remote<F>
  /** Rejects what is under way and what is asked later. */
  close(why: AppError): void
}

const transfers = new WeakMap<object, readonly ArrayBuffer[]>()

/** Marks buffers that move to the other side with this result instead of being copied. */
export function transferring<T extends object>(value: T, ...buffers: ArrayBuffer[]): T {
  transfers.set(value, buffers)
  return value
}

/**
 * The one way in which threads and processes of the engine talk: each side offers functions, both may call. An AppError
 * arrives as an AppError; any other exception arrives as AppError `internal` with its stack as the message, because it is
 * a fault of ours that the host has to log.
 */
export function createPeer<F extends AnyFunctions>(channel: PeerChannel, own: AnyFunctions): Peer<F> {
  const rpc = createBirpc<Record<string, (...args: unknown[]) => Reply>, object, false>(
    {},
    {
      post: (message: Message) => post(channel, message),
      on: (receive) => channel.listen(receive),
      timeout: -1,
      bind: 'functions',
      proxify: false,
      // Looked up when called: a thread offers most of its functions only after it has opened what it needs.
      resolver: (name) => (Object.hasOwn(own, name) ? replying(own[name]!) : undefined),
    },
  )
  let closed: AppError | null = null
  const call = async (name: string, args: unknown[]): Promise<unknown> => {
    if (closed !== null) throw closed
    const reply = await rpc.$call(name, ...args).catch(rethrow)
    if ('value' in reply) return reply.value
    throw new AppError(reply.fault.code, reply.fault.message, reply.fault.issues)
  }
  const remote = new Proxy({} as Remote<F>, {
    get: (_, name) => (typeof name === 'string' ? (...args: unknown[]) => call(name, args) : undefined),
  })
  return {
    remote,
    close(why) {
      if (closed !== null) return
      closed = why
      rpc.$close(why)
    },
  }
}

/** A result that cannot be cloned is a fault of the function that gave it, not the end of the side that it runs on. */
function post(channel: PeerChannel, message: Message): void {
  try {
    channel.post(message, buffersOf(message.r))
  } catch (error) {
    if (message.t !== 's') throw error
    channel.post({ ...message, r: { fault: toFault(error) } })
  }
}

/** What the transport itself throws, such as for a function that the other side does not have. */
function rethrow(error: unknown): never {
  if (error instanceof AppError) throw error
  const { code, message } = toFault(error)
  throw new AppError(code, message, [], { cause: error })
}

function replying(run: (...args: never[]) => unknown): (...args: unknown[]) => Promise<Reply> {
  return async (...args) => {
    try {
      return { value: await run(...(args as never[])) }
    } catch (error) {
      return { fault: toFault(error) }
    }
  }
}

function toFault(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, issues: [...error.issues] }
  return {
    code: 'internal',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    issues: [],
  }
}

function buffersOf(reply: unknown): readonly ArrayBuffer[] | undefined {
  const value = typeof reply === 'object' && reply !== null && 'value' in reply ? reply.value : null
  return typeof value === 'object' && value !== null ? transfers.get(value) : undefined
}
