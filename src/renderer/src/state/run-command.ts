import { toast } from '../ui/toast.tsx'
import type { Command } from './commands.ts'

let hostIsThere: () => boolean = () => true

/** Tells what commands need to know of the connection, for the life of the window. */
export function setHostCheck(check: () => boolean): void {
  hostIsThere = check
}

/** Only moves, or copies what is on the page. */
const worksAlone = ({ offline, hidden, group }: Command): boolean => offline ?? (hidden === true || group === 'Go to')

/** Runs a command; without the host, one that needs it says so instead. */
export function runCommand(command: Command): void {
  if (hostIsThere() || worksAlone(command)) {
    command.run()
    return
  }
  toast({
    topic: 'not-connected',
    tone: 'bad',
    title: 'Not connected to Switchhook',
    detail: `“${command.title.replace(/…$/, '')}” needs it, so nothing was done.`,
  })
}
