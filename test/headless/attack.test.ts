import { afterAll, expect, test } from 'vitest'
import { attack } from '../attack/attack.ts'
import { figures, misses } from '../attack/report.ts'
import { temporaryFolder } from '../support/headless-host.ts'

/** `npm run attack` sends as much as one likes; this is its short form, with another seed each time, which is printed. */
const seed = Number(process.env.ATTACK_SEED ?? Date.now() % 2 ** 31)
const requests = 2000
/** These keep the disk busy for many seconds. */
const heavy = /\b(300|400|500|20 MB)\b/
/** How fast is for the long form, on a machine that does nothing else; here nobody may wait for ever. */
const times = { p99Ms: 20_000, maxMs: 20_000 }

const folder = temporaryFolder()
afterAll(folder.remove)

test(`${requests} requests of all kinds: nothing crashes, valid deliveries are answered, SIGTERM ends with 0`, async () => {
  console.log(`attack: ATTACK_SEED=${seed}`)
  const result = await attack({ folder: folder.path, seed, requests, withoutCases: (name) => heavy.test(name) })
  console.log(figures(result).join('\n'))

  expect(misses(result, times)).toEqual([])
  expect(result.valid.answered).toBeGreaterThan(200)
  // The shots must have met the host's own answers, not only its refusals.
  for (const status of [200, 400, 404, 431]) expect(result.statuses.get(status), `${status}`).toBeGreaterThan(0)
}, 240_000)
