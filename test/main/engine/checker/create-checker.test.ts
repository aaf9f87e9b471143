import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Checker, CheckRequest } from '../../../../src/main/engine/checker/checker.ts'
import { type CheckerOptions, createChecker } from '../../../../src/main/engine/checker/create-checker.ts'
import { schemaOf } from './check-json.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const open: Checker[] = []
afterEach(() => Promise.all(open.splice(0).map((checker) => checker.close())))

function start(options: Partial<CheckerOptions> = {}): Checker {
  const checker = createChecker({ log, ...options })
  open.push(checker)
  return checker
}

function request(schema: unknown, body: CheckRequest['body'] | string): CheckRequest {
  const captured =
    typeof body === 'string' ? ({ kind: 'memory', bytes: new TextEncoder().encode(body) } as const) : body
  return { body: captured, contentType: 'application/json', contentEncoding: null, schema: schemaOf(schema) }
}

/** Takes longer than the age of the universe. */
const hanging = request({ properties: { a: { pattern: '^(a+)+$' } } }, JSON.stringify({ a: `${'a'.repeat(60)}!` }))
const string = { properties: { a: { type: 'string' } } }

describe('createChecker', () => {
  it('answers many checks, each with its own result', async () => {
    const checker = start()
    const bodies = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? '{"a":"x"}' : '{"a":1}'))
    const results = await Promise.all(bodies.map((body) => checker.check(request(string, body))))
    expect(results.map(({ state }) => state)).toEqual(
      bodies.map((_, index) => (index % 2 === 0 ? 'conforms' : 'differs')),
    )
  })

  it('ends a check that hangs; those that wait get their answers', async () => {
    const checker = start({ timeLimitMs: 200 })
    const [hung, next, last] = await Promise.all([
      checker.check(hanging),
      checker.check(request(string, '{"a":1}')),
      checker.check(request(string, '{"a":"x"}')),
    ])
    expect(hung).toMatchObject({ state: 'no-schema', reason: 'check-timed-out', schema: { provider: 'test' } })
    expect(hung.detail).toMatch(/^the check took longer than \d+ ms$/)
    expect([next.state, last.state]).toEqual(['differs', 'conforms'])
  })

  it('gives up a check that needs too much memory, and goes on', async () => {
    const checker = start({ memoryLimitMb: 32, timeLimitMs: 60_000 })
    const [heavy, light] = await Promise.all([
      checker.check(request({ items: { type: 'string' } }, `[${'{"a":[[]]},'.repeat(400_000)}1]`)),
      checker.check(request(string, '{"a":"x"}')),
    ])
    expect([heavy.reason, light.state]).toEqual(['check-timed-out', 'conforms'])
  }, 30_000)

  it('reads a spooled body by its path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checker-'))
    const path = join(folder, 'body')
    const text = JSON.stringify({ a: 5, filler: 'x'.repeat(20 * 1024 * 1024) })
    writeFileSync(path, text)

    const checker = start()
    const result = await checker.check(request(string, { kind: 'file', path, size: text.length }))
    const gone = await checker.check(request(string, { kind: 'file', path: join(folder, 'none'), size: 9 }))
    rmSync(folder, { recursive: true })

    expect(result.issues.map(({ pointer }) => pointer)).toEqual(['/a'])
    expect(gone).toMatchObject({ state: 'no-schema', detail: expect.stringContaining('ENOENT') })
  })

  it('leaves the bytes that it was given as they are', async () => {
    const bytes = Buffer.from('{"a":"x"}')
    await start().check(request(string, { kind: 'memory', bytes }))
    expect(bytes.toString()).toBe('{"a":"x"}')
  })

  it('uses a changed schema under its new key', async () => {
    const checker = start()
    const first = await checker.check(request({ $id: 'https://example.com/s', type: 'object' }, '{}'))
    const second = await checker.check(request({ $id: 'https://example.com/s', type: 'array' }, '{}'))
    expect([first.state, second.state]).toEqual(['conforms', 'differs'])
  })

  it('rejects what waits when it is closed, and whatever comes later', async () => {
    const checker = start()
    const waiting = checker.check(request(string, '{}'))
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await checker.close()
    await rejected
    await expect(checker.check(request(string, '{}'))).rejects.toBeInstanceOf(AppError)
  })
})
