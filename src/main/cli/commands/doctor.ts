import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { release } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { defaultPorts } from '#shared/model/default-ports.ts'
import type { HostStatus } from '#shared/model/status.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { isRunning, readHostFile } from '../../hosting/host-file.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { connectToHost } from '../open-host.ts'

interface Finding {
  readonly what: string
  readonly state: 'ok' | 'note' | 'problem'
  readonly told: string
}

const littleSpace = 500_000_000

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'looks at Node, data folder, disk, ports, host and tunnel; says what is wrong and what to do',
  options: {},
  optionHelp: {},
  args: [0, 0],
  async run(context) {
    const { print, dataDir } = context
    const findings = [nodeVersion(), folder(dataDir), space(dataDir), ...(await host(context))]
    for (const finding of findings) print.object({ type: 'finding', ...finding })
    const styles = { ok: 'green', note: 'yellow', problem: 'red' } as const
    print.table(
      findings.map(({ what, state, told }) => [{ text: state, style: styles[state] }, what, told]),
      { wraps: true },
    )
    return findings.some(({ state }) => state === 'problem') ? exitCodes.no : exitCodes.done
  },
}

function nodeVersion(): Finding {
  const told = `Node ${process.versions.node}, ${process.platform} ${release()}, ${process.arch}`
  const isOld = Number(process.versions.node.split('.')[0]) < 24
  return isOld
    ? {
        what: 'Node',
        state: 'problem',
        told: `${told}. Switchhook runs on Node 24 or newer: install it from nodejs.org.`,
      }
    : { what: 'Node', state: 'ok', told }
}

function folder(dataDir: string): Finding {
  const what = 'Data folder'
  const isThere = existsSync(dataDir)
  const path = isThere ? dataDir : firstThere(resolve(dataDir))
  const problem = (why: string): Finding => ({ what, state: 'problem', told: `${dataDir} ${why}.` })
  try {
    if (!statSync(path).isDirectory()) return problem(`cannot be used: ${path} is a file. Choose another with --data`)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return { what, state: 'ok', told: isThere ? dataDir : `${dataDir} will be made at the first start` }
  } catch {
    return problem(
      isThere
        ? 'cannot be written to: make it yours, or choose another with --data'
        : `cannot be made: ${path} may not be written to. Choose another with --data`,
    )
  }
}

/** The folder above that is there. */
function firstThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstThere(dirname(path))
}

function space(dataDir: string): Finding {
  const what = 'Disk'
  try {
    const { bavail, bsize } = statfsSync(firstThere(resolve(dataDir)))
    const free = bavail * bsize
    if (free >= littleSpace) return { what, state: 'ok', told: `${formatBytes(free)} free` }
    return {
      what,
      state: 'problem',
      told: `${formatBytes(free)} free: once nothing is left, deliveries are refused with 503.`,
    }
  } catch (error) {
    return { what, state: 'note', told: `its free space cannot be read (${(error as Error).message})` }
  }
}

async function host({ dataDir }: CommandContext): Promise<Finding[]> {
  const running = await connectToHost(dataDir)
  if (running === null) {
    const left = readHostFile(dataDir)
    const holder = await holderOf(dataDir)
    if (holder !== null)
      return [
        {
          what: 'Host',
          state: 'note',
          told: `process ${holder} has this data folder and takes no commands: the desktop app, or a host that is starting or stopping. Close it, or give another folder with --data.`,
        },
      ]
    const told =
      left === null
        ? 'not running with this data folder'
        : `not running; one that ended without a word was at ${left.url}`
    return [{ what: 'Host', state: 'note', told: `${told}. Start it with: switchhook listen` }, ...(await freePorts())]
  }
  let status: HostStatus | null = null
  for await (const now of running.stream('host.watch', {}, { signal: AbortSignal.timeout(5000) })) {
    status = now
    break
  }
  const { version } = await running.call('host.info', {})
  const found: Finding[] = [{ what: 'Host', state: 'ok', told: `version ${version}, page at ${running.url}` }]
  if (status === null) return [...found, { what: 'Host', state: 'problem', told: 'it does not tell how it is' }]
  const { receiver, tunnel, warnings } = status
  found.push({
    what: 'Receiver',
    state: receiver.problem === null ? 'ok' : 'problem',
    told: receiver.problem ?? receiver.url,
  })
  found.push({
    what: 'Tunnel',
    state: tunnel.problem === null ? 'ok' : 'problem',
    told: tunnel.problem ?? tunnel.url ?? `${tunnel.driver}: ${tunnel.state}`,
  })
  return [...found, ...warnings.map((told): Finding => ({ what: 'Warning', state: 'note', told }))]
}

/** The process that says of itself that it uses the folder, and is there; commands cannot ask it. */
async function holderOf(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'switchhook.pid'), 'latin1').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return pid > 0 && isRunning(pid) ? pid : null
}

async function freePorts(): Promise<Finding[]> {
  const ports = [
    ['Receiver', defaultPorts.receiver, '--port'],
    ['Page', defaultPorts.page, '--ui-port'],
  ] as const
  return Promise.all(
    ports.map(async ([what, port, option]): Promise<Finding> => {
      const isFree = await new Promise<boolean>((resolve) => {
        const server = createServer()
        server.once('error', () => resolve(false))
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
      })
      return isFree
        ? { what, state: 'ok', told: `port ${port} is free` }
        : { what, state: 'note', told: `port ${port} is taken; the next free one is used, or give one with ${option}` }
    }),
  )
}
