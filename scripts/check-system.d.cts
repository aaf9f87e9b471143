export function systemProblem(agent: string, version: string): string | null
