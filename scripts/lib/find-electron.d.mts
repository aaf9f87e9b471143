type Env = Readonly<Record<string, string | undefined>>
export function findElectron(env?: Env): string | null
export function missingDisplay(env?: Env, platform?: NodeJS.Platform): string | null
