import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; its code is part of what comes back. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, shell: isScript(program) }
  try {
    return { code: 0, ...(await run(program, [...args], options)) }
  } catch (error) {
    const { code, stdout, stderr, message } = error as {
      code?: unknown
      stdout?: string
      stderr?: string
      message: string
    }
    return { code: typeof code === 'number' ? code : 127, stdout: stdout ?? '', stderr: stderr || message }
  }
}

/** On Windows npm and what it installs are scripts, which only a shell runs. */
const isScript = (program: string): boolean => process.platform === 'win32' && !program.endsWith('.exe')

/** npm as it runs these tests, else the one on the PATH. */
export function npm(args: readonly string[], cwd: string): Promise<Ran> {
  const { npm_execpath: own } = process.env
  return own?.endsWith('.js') ? runProgram(process.execPath, [own, ...args], { cwd }) : runProgram('npm', args, { cwd })
}
