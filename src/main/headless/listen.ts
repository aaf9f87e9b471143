import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '#shared/api/errors.ts'

export interface PortChoice {
  /** 0: any free port. */
  readonly port: number
  /** This port or none; otherwise the next free one of the following twenty. */
  readonly demanded: boolean
}

const attempts = 20

/** Listens and returns the port. Throws AppError `unavailable` where the port cannot be had. */
export async function listen(server: Server, host: string, { port, demanded }: PortChoice): Promise<number> {
  const last = demanded || port === 0 ? port : Math.min(port + attempts, 65_535)
  for (let candidate = port; ; candidate++) {
    const problem = await tryPort(server, host, candidate)
    if (!problem) return (server.address() as AddressInfo).port
    if (problem.code !== 'EADDRINUSE' || candidate === last) throw unavailable(problem, host, port, candidate)
  }
}

function tryPort(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      resolve(error)
    }
    const listening = () => {
      server.off('error', failed)
      resolve(null)
    }
    server.once('error', failed).once('listening', listening).listen(port, host)
  })
}

function unavailable(cause: NodeJS.ErrnoException, host: string, first: number, last: number): AppError {
  const ports = first === last ? `Port ${first}` : `Ports ${first} to ${last}`
  const why = { EADDRINUSE: 'in use by another program', EACCES: 'not allowed for this user' }[cause.code ?? '']
  return new AppError(
    'unavailable',
    `${ports} on ${host}: ${why ?? cause.message}. Choose another with --ui-port.`,
    [],
    {
      cause,
    },
  )
}
