import type { Command } from './command.ts'
import { api } from './commands/api.ts'
import { doctor } from './commands/doctor.ts'
import { endpoints } from './commands/endpoints.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { list } from './commands/list.ts'
import { providers } from './commands/providers.ts'
import { replay } from './commands/replay.ts'
import { show } from './commands/show.ts'
import { tail } from './commands/tail.ts'
import { wait } from './commands/wait.ts'

/** All commands but `listen` (the host) and those about the command line itself, in the order of the help. */
export const commands: readonly Command[] = [
  list,
  tail,
  show,
  replay,
  wait,
  exportCommand,
  importCommand,
  endpoints,
  providers,
  doctor,
  api,
]
