import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './bench.ts'

/** A server that deliveries are sent to for comparison. */
export interface ReferenceServer {
  readonly name: string
  readonly url: string
  stop(): Promise<void>
}

async function started(name: string, child: ChildProcess, url: string, clean?: () => void) {
  return {
    name,
    url,
    async stop() {
      if (child.exitCode === null) {
        child.kill()
        await once(child, 'close')
      }
      clean?.()
    },
  }
}

async function startScript(name: string, file: string, args: readonly string[] = []): Promise<ReferenceServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done)
    child.once('close', (code) => fail(new Error(`${name} ended with code ${code}`)))
  })
  return started(name, child, `http://127.0.0.1:${port}/`)
}

/** node:http that reads the body and keeps nothing. */
export const startBare = (): Promise<ReferenceServer | null> => startScript('node:http', 'bare-server.ts')

/**
 * mockttp, which holds requests in memory; null where it is not installed. It is no dependency: it brings 190 packages.
 * `BENCH_MOCKTTP` names a folder in which it was installed (`npm install --prefix FOLDER mockttp@4`).
 */
export async function startMockttp(): Promise<ReferenceServer | null> {
  const folder = process.env.BENCH_MOCKTTP
  const found = folder && existsSync(join(folder, 'node_modules/mockttp'))
  return found ? startScript('mockttp', 'mockttp-server.ts', [resolve(folder)]) : null
}

const addon = `
from mitmproxy import http
def request(flow):
    flow.response = http.Response.make(200, b'{"received":true}', {"Content-Type": "application/json"})
`

/** mitmdump, which answers by itself and writes each flow to a file; null where it is not installed. */
export async function startMitmdump(): Promise<ReferenceServer | null> {
  const program = findProgram('mitmdump')
  if (!program) return null
  const folder = mkdtempSync(join(tmpdir(), 'switchhook-bench-'))
  const script = join(folder, 'answer.py')
  writeFileSync(script, addon)
  const port = await freePort()
  const args = ['-q', '--listen-host', '127.0.0.1', '-p', String(port), '--mode', 'reverse:http://127.0.0.1:9/']
  args.push(
    '--set',
    'connection_strategy=lazy',
    '--set',
    `confdir=${folder}`,
    '-s',
    script,
    '-w',
    join(folder, 'flows'),
  )
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  await untilListening(port)
  return started('mitmdump', child, `http://127.0.0.1:${port}/`, () => rmSync(folder, { recursive: true }))
}

/** nginx as a plain reverse proxy that passes answers on as they come; null where it is not installed. */
export async function startNginx(target: string): Promise<ReferenceServer | null> {
  const program = findProgram('nginx') ?? (existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : null)
  if (!program) return null
  const folder = mkdtempSync(join(tmpdir(), 'switchhook-bench-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr crit;
    events { worker_connections 1024; }
    http { access_log off; ${temporary}
      server { listen 127.0.0.1:${port}; location / { proxy_pass ${target}; proxy_buffering off; } } }`,
  )
  const args = ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr']
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  await untilListening(port)
  return started('nginx', child, `http://127.0.0.1:${port}/`, () => rmSync(folder, { recursive: true }))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true))
      socket.once('error', () => done(false))
    })
    socket.destroy()
    if (open) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}`)
}
