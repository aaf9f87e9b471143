import type { HostStatus } from '#shared/model/status.ts'

/** What the tunnel's state means for the URLs, one or two sentences. */
export function tunnelLine({ tunnel, receiver }: Pick<HostStatus, 'tunnel' | 'receiver'>): string {
  const local = `${receiver.host}:${receiver.port}`
  if (tunnel.state === 'online') return `The tunnel is online. Without internet, the same endpoints answer on ${local}.`
  if (tunnel.state === 'off') {
    return `No tunnel is used: these URLs reach this machine only. Choose one in Settings to be reachable from the internet.`
  }
  if (tunnel.state === 'connecting') return `The tunnel is connecting. Until then the URLs reach this machine only.`
  const why = tunnel.problem ? ` ${tunnel.problem}` : ''
  return `The tunnel is down and tried again by itself; until then the URLs reach this machine only.${why}`
}
