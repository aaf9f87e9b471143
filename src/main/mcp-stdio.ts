import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { AppClient } from '#shared/api/contract.ts'
import { lineLog, systemClock } from './hosting/node-ports.ts'
import { createGate, createMcpServer } from './mcp/server.ts'

/** Calls that are worked on at once. */
const maxCalls = 32

/**
 * Serves one client over standard input and output until it closes them, or `stop`. Standard output has messages of the
 * protocol alone; what goes wrong is told on standard error.
 */
export async function serveStdio(client: AppClient, stop: AbortSignal): Promise<void> {
  const root = join(import.meta.dirname, '../..')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const log = lineLog({ write: (line) => process.stderr.write(`${line}\n`), now: systemClock.now })
  const server = createMcpServer({ client, version, log, gate: createGate(maxCalls) })
  const ended = Promise.withResolvers<void>()
  server.server.onclose = () => ended.resolve()
  server.server.onerror = (error) => log.warn('a message was not understood', { error: error.message })
  const close = () => void server.close()
  process.stdin.once('end', close).once('close', close)
  stop.addEventListener('abort', close, { once: true })
  await server.connect(new StdioServerTransport())
  if (stop.aborted) close()
  await ended.promise
}
