/** A tunnel that is open. */
export interface OpenTunnel {
  readonly url: string
  /** Resolves when the tunnel has ended, with the reason in one plain sentence; never rejects. */
  readonly ended: Promise<string>
  close(): Promise<void>
}

export interface TunnelRequest {
  /** Port of the receiver on loopback. */
  readonly port: number
  readonly host: string
  readonly subdomain: string | null
  /** Where the tunnel was before it was lost: the same URL again, if that can be had, spares people changing it at their provider. */
  readonly previousUrl?: string | null
}

/** One kind of tunnel: one file in `drivers/`, default export. Drivers try once; the supervisor retries. */
export interface TunnelDriver {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Rejects with a plain sentence (what, and what to do) when it cannot be opened, or when `signal` aborts. */
  open(request: TunnelRequest, signal: AbortSignal): Promise<OpenTunnel>
}
