import type { StdioOptions } from 'node:child_process'

export function run(
  program: string,
  args: readonly string[],
  options?: { env?: NodeJS.ProcessEnv; stdio?: StdioOptions; timeoutMs?: number; signal?: AbortSignal },
): Promise<number>
