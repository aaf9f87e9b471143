import type { ProviderManifest } from '#shared/model/provider-pack.ts'

/** A loaded pack: its manifest, the schemas of its events and its sample bodies. */
export interface ProviderPack {
  readonly manifest: ProviderManifest
  readonly origin: 'built-in' | 'user'
  /** Path of its folder. */
  readonly folder: string
  /** By file name. */
  readonly schemas: ReadonlyMap<string, PackSchema>
  /** Exact body bytes by event type, in the order of the manifest's events. */
  readonly samples: ReadonlyMap<string, Uint8Array>
}

export interface PackSchema {
  /** Differs as soon as the text does, so that what was compiled of an older text is not used. */
  readonly key: string
  readonly text: string
}
