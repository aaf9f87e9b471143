interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly getElectron: () => Promise<string | null>
}
export function chooseHost(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<{ host: 'desktop' | 'headless'; why?: string | null; program?: string }>
