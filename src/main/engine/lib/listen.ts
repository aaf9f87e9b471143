import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { AppError } from '#shared/api/errors.ts'

export interface ListenOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** This port or none; otherwise the next free one takes the place of one that is taken. */
  readonly strictPort: boolean
  /** Who listens, for messages: "The receiver". */
  readonly who: string
  /** What to do where the port cannot be had, a whole sentence. */
  readonly advice: string
}

const attempts = 50

/**
 * Starts listening and returns the port. Taken ports, and those that the system reserves (EACCES), are passed over.
 * @throws AppError `conflict` where a strict port is taken, `unavailable` where listening is not possible.
 */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { host, port, strictPort } = options
  const candidates = port === 0 || strictPort ? [port] : [...portsFrom(port), 0]
  for (const [index, candidate] of candidates.entries()) {
    try {
      server.listen({ host, port: candidate, exclusive: true })
      await once(server, 'listening')
      break
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      const taken = code === 'EADDRINUSE' || code === 'EACCES'
      if (!taken || index === candidates.length - 1) throw listenError(options, candidate, cause)
    }
  }
  return (server.address() as AddressInfo).port
}

function portsFrom(first: number): number[] {
  return Array.from({ length: attempts }, (_, index) => first + index).filter((port) => port <= 65_535)
}

function listenError({ host, who, advice }: ListenOptions, port: number, cause: unknown): AppError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new AppError('conflict', `Port ${port} on ${host} is in use by another program. ${advice}`, [], { cause })
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL' || code === 'EAI_AGAIN')
    return new AppError('unavailable', `${who} cannot listen on ${host}: it is no address of this machine.`, [], {
      cause,
    })
  const why = code === 'EACCES' ? 'this user may not use it' : (code ?? message)
  return new AppError('unavailable', `${who} cannot listen on ${host}, port ${port}: ${why}. ${advice}`, [], { cause })
}
