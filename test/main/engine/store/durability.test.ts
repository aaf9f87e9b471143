import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { delivery, open, tempFolder } from './sample-store.ts'

const program = fileURLToPath(new URL('./inserting-process.ts', import.meta.url))

/** A process that inserts into `dataDir`, after its first `lines` lines of output. */
async function inserting(dataDir: string, lines: number): Promise<{ child: ChildProcess; output: () => string[] }> {
  const { body: _, id: __, ...template } = delivery('template')
  const child = spawn(process.execPath, [program, dataDir, JSON.stringify(template)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  let complaint = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (complaint += chunk))
  // The last line may be cut off by the kill.
  const output = () => text.split('\n').slice(0, -1)
  while (output().length < lines) {
    if (child.exitCode !== null) throw new Error(`the process ended: ${complaint}`)
    await once(child.stdout, 'data')
  }
  return { child, output }
}

test('a process that is killed loses nothing that was acknowledged', { timeout: 30_000 }, async () => {
  const dataDir = tempFolder()
  const { child, output } = await inserting(dataDir, 150)
  child.kill('SIGKILL')
  await once(child, 'close')
  const acknowledged = output().slice(1)
  expect(acknowledged.length).toBeGreaterThanOrEqual(149)

  const store = await open(dataDir)
  onTestFinished(() => store.close())
  for (const id of acknowledged) {
    const number = Number(id.slice(4))
    const size = number % 4 === 0 ? 1024 * 1024 + 1 : 100
    const { bytes } = await store.body(id, 0, size + 1)
    expect(bytes.length).toBe(size)
    expect(bytes.every((byte) => byte === number % 251)).toBe(true)
  }
})

test('the folder of another process is refused by name, and free once that process was killed', {
  timeout: 30_000,
}, async () => {
  const dataDir = tempFolder()
  const { child } = await inserting(dataDir, 1)
  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'conflict',
    message: `Another Switchhook (process ${child.pid}) is already using the data folder ${dataDir}. Use that one, or start with another folder.`,
  })
  child.kill('SIGKILL')
  await once(child, 'close')
  await (await open(dataDir)).close()
})
