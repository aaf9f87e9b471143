import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '#shared/api/errors.ts'

const tries = 50

/**
 * Starts listening and returns the port. A port that is taken (or reserved by the system: EACCES) is replaced by the next
 * free one, unless it was demanded.
 * @throws AppError `conflict` where a demanded port is taken, `unavailable` where listening is not possible.
 */
export async function listen(server: Server, host: string, port: number, demanded: boolean): Promise<number> {
  const candidates = port === 0 || demanded ? [port] : [...nextPorts(port), 0]
  for (const candidate of candidates) {
    try {
      server.listen({ host, port: candidate, exclusive: true })
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      const taken = code === 'EADDRINUSE' || code === 'EACCES'
      if (!taken || candidate === candidates.at(-1)) throw listenError(host, candidate, code, cause)
    }
  }
  throw new AppError('unavailable', `The receiver found no port to listen on at ${host}.`)
}

function nextPorts(first: number): number[] {
  return Array.from({ length: tries }, (_, index) => first + index).filter((port) => port <= 65535)
}

function listenError(host: string, port: number, code: string | undefined, cause: unknown): AppError {
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} on ${host} is used by another program. Choose another port, or stop that program.`
    return new AppError('conflict', message, [], { cause })
  }
  const message = `The receiver cannot listen on ${host}, port ${port} (${code ?? 'unknown error'}). Choose another port or address.`
  return new AppError('unavailable', message, [], { cause })
}
