import type { Command } from './command.ts'

/**
 * All commands but `listen` (the host) and those about the command line itself, in the order of the help. Each is loaded
 * when it is asked for: a command takes longer to load than to run.
 */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./commands/list.ts')).list,
  tail: async () => (await import('./commands/tail.ts')).tail,
  show: async () => (await import('./commands/show.ts')).show,
  send: async () => (await import('./commands/send.ts')).send,
  replay: async () => (await import('./commands/replay.ts')).replay,
  wait: async () => (await import('./commands/wait.ts')).wait,
  verify: async () => (await import('./commands/verify.ts')).verify,
  sign: async () => (await import('./commands/sign.ts')).sign,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  endpoints: async () => (await import('./commands/endpoints.ts')).endpoints,
  providers: async () => (await import('./commands/providers.ts')).providers,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  api: async () => (await import('./commands/api.ts')).api,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
}

/** All that can stand first on a command line. */
export const commandNames: readonly string[] = ['listen', ...Object.keys(loaders), 'completion', 'help']

/** Null where there is no such command. */
export const findCommand = async (name: string): Promise<Command | null> =>
  Object.hasOwn(loaders, name) ? loaders[name]!() : null

export const allCommands = (): Promise<readonly Command[]> => Promise.all(Object.values(loaders).map((load) => load()))
