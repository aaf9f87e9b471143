export type Manifest = Readonly<Record<string, unknown>> & {
  readonly devDependencies: Readonly<Record<string, string>>
}
export function packageManifest(checkout: Manifest): Readonly<Record<string, unknown>>
