import { parseArgs } from 'node:util'
import { AppError } from '#shared/api/errors.ts'
import { optionProblem, UsageError } from '../hosting/usage-error.ts'
import { visible } from '../hosting/visible.ts'
import { type ApiClient, ApiFault } from './api-client.ts'
import { type Command, type CommandContext, exitCodes } from './command.ts'
import { takesQuery, withNegatedTerms } from './negated-terms.ts'
import { connectToHost, startHostFor } from './open-host.ts'
import { createPrinter } from './printer.ts'
import { createProgress } from './progress.ts'
import { allCommands, commandNames, findCommand } from './registry.ts'

export interface CliParts {
  readonly env: NodeJS.ProcessEnv
  readonly defaultDataDir: string
  /** The built headless host. */
  readonly hostFile: string
  /** Folder with `providers/`. */
  readonly resourcesDir: string
  readonly out: (bytes: string | Uint8Array) => Promise<void>
  readonly err: (text: string) => void
  /** Is standard error a terminal? */
  readonly showsProgress?: boolean
  readonly stdin: () => Promise<Uint8Array>
  /** Null where nobody is at a terminal. */
  readonly confirm: ((question: string) => Promise<boolean>) | null
  /** Is standard output a terminal, and how wide? */
  readonly terminal: { readonly columns: number } | null
  readonly stop: AbortSignal
}

/** Does this command line begin with a command? Otherwise it is the host's, which takes options alone. */
export function isCommand([name]: readonly string[]): boolean {
  return isHelp(name) || (name !== undefined && name !== 'listen' && !name.startsWith('-'))
}

const isHelp = (name: string | undefined): boolean => name === '--help' || name === '-h'

/** Runs a command. Resolves with its exit code, after what it prints was handed over. */
export async function runCommand(argv: readonly string[], parts: CliParts): Promise<number> {
  const [name = '', ...rest] = argv
  try {
    const about = name === 'help' ? (rest[0] ?? '') : isHelp(name) ? '' : null
    if (about === '' || (name === 'completion' && isHelp(rest[0]))) {
      const { generalHelp } = await import('./help.ts')
      await parts.out(generalHelp(await allCommands()))
      return exitCodes.done
    }
    if (name === 'completion') {
      const { completionFor } = await import('./completion.ts')
      await parts.out(completionFor(rest[0] ?? '', await allCommands()))
      return exitCodes.done
    }
    const command = await findCommand(about ?? name)
    if (command === null) throw await unknownCommand(about ?? name)
    return await run(command, about === null ? rest : ['--help'], parts)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof AppError)) throw error
    // It may quote a file that somebody else has made.
    const lines = error.message.split('\n').map((line) => visible(line))
    parts.err(`${lines.join('\n')}\n`)
    return isWrongUse(error) ? exitCodes.usage : exitCodes.failed
  }
}

/** What the host refuses was asked for in the right way; but a query with a mistake is wrong use, whoever reads it. */
function isWrongUse(error: UsageError | AppError): boolean {
  if (error instanceof UsageError) return true
  return error.code === 'bad-input' && (!(error instanceof ApiFault) || error.isAbout('query'))
}

async function unknownCommand(name: string): Promise<UsageError> {
  const { closest } = await import('#shared/query/closest.ts')
  const near = closest(name, commandNames)
  const advice = near === null ? 'See: switchhook help' : `Did you mean "${near}"?`
  return new UsageError(`There is no command "${name}". ${advice}`)
}

async function run(command: Command, argv: readonly string[], parts: CliParts): Promise<number> {
  const { values, positionals } = parse(command, argv)
  if (values.help === true) {
    const { commandHelp } = await import('./help.ts')
    await parts.out(commandHelp(command))
    return exitCodes.done
  }
  const [least, most] = command.args
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(`Usage: switchhook ${command.name} ${command.usage}`)
  const dataDir = typeof values.data === 'string' ? values.data : parts.defaultDataDir
  let started: Awaited<ReturnType<typeof startHostFor>> | null = null
  let client: Promise<ApiClient> | null = null
  const open = async (yields = false): Promise<ApiClient> => {
    const running = await connectToHost(dataDir)
    if (running !== null) return running
    await started?.close()
    started = await startHostFor(dataDir, parts.hostFile, yields)
    return started.client
  }
  const printing: Promise<void>[] = []
  const context: CommandContext = {
    args: positionals,
    options: values as CommandContext['options'],
    dataDir,
    resourcesDir: parts.resourcesDir,
    stdin: parts.stdin,
    get confirm() {
      return parts.confirm
    },
    env: parts.env,
    stop: parts.stop,
    write: (bytes) => parts.out(bytes),
    progress: createProgress(parts.showsProgress ? parts.err : null),
    api() {
      client ??= open()
      return client
    },
    reopen: () => open(true),
    print: createPrinter({
      json: values.json === true,
      colour: parts.terminal !== null && !parts.env.NO_COLOR,
      width: parts.terminal?.columns ?? null,
      out: (text) => void printing.push(parts.out(text)),
      err: parts.err,
    }),
  }
  try {
    const code = await command.run(context)
    await Promise.all(printing)
    return code
  } finally {
    context.progress(null)
    await (started as Awaited<ReturnType<typeof startHostFor>> | null)?.close()
  }
}

function parse(command: Command, argv: readonly string[]) {
  try {
    return parseArgs({
      args: takesQuery(command) ? withNegatedTerms(argv, command.options) : [...argv],
      strict: true,
      allowPositionals: true,
      options: {
        ...command.options,
        data: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(`${optionProblem(error)} See: switchhook ${command.name} --help`)
  }
}
