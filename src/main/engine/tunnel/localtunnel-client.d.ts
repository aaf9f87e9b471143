/** The part of localtunnel 2.0.2 that is used: its client without the registration loop. */
declare module 'localtunnel/lib/Tunnel.js' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  export interface Registration {
    readonly id: string
    readonly port: number
    readonly url: string
    readonly max_conn_count: number
    readonly ip?: string | undefined
  }

  export interface ClientOptions {
    readonly port: number
    readonly host: string
    readonly subdomain?: string
  }

  interface Cluster extends EventEmitter {
    on(event: 'open', listener: (socket: Socket) => void): this
  }

  export default class Tunnel extends EventEmitter {
    constructor(options: ClientOptions)
    readonly url: string
    readonly closed: boolean
    readonly tunnelCluster: Cluster
    open(done: (error?: Error) => void): void
    close(): void
    _init(done: (error: Error | null, info?: object) => void): void
    _getInfo(registration: Registration): object
  }
}
