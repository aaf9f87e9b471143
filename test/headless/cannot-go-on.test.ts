import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { startBuiltHost } from '../support/built-host.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { anyConfig } from '../support/stored-deliveries.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

test('a host whose capture thread keeps stopping says so on its page and ends with code 3', async () => {
  const file = join(folder.path, 'die')
  const host = await startBuiltHost({
    data: join(folder.path, 'data'),
    config: anyConfig,
    nodeArgs: ['--import', resolve(import.meta.dirname, '../support/dying-capture.mjs')],
    env: { DYING_CAPTURE_FILE: file },
  })
  const api = await host.api()
  const problems: string[] = []
  api.stream('host.watch', {}, ({ receiver }) => void (receiver.problem && problems.push(receiver.problem)))
  const ended = once(host.process, 'exit')
  writeFileSync(file, '')

  const [code] = await Promise.race([ended, sleep(30_000, ['it goes on'])])

  expect(code).toBe(3)
  const sentence = /^Deliveries cannot be taken: the capture thread keeps stopping .* Start Switchhook again\.$/
  expect(problems).toContainEqual(expect.stringMatching(sentence))
  expect(host.stderr()).toContain('Switchhook cannot go on: Deliveries cannot be taken')
})
