import type { IncomingMessage } from 'node:http'
import { beforeEach, describe, expect, test } from 'vitest'
import { MessageClock } from '../../../../src/main/engine/capture/message-clock.ts'

let time: number
let clock: MessageClock
beforeEach(() => {
  time = 100
  clock = new MessageClock({ now: () => 1_000_000 + time, elapsed: () => time } as never)
})

const read = (text: string, at: number) => {
  time = at
  clock.read(Buffer.from(text))
}
const request = (complete: boolean) => ({ complete }) as unknown as IncomingMessage & { complete: boolean }

describe('the first byte of a request', () => {
  test('is in the first read since the connection was opened, not in the one that ends its head', () => {
    read('POST / HT', 110)
    expect(clock.inHeader).toBe(true)
    read('TP/1.1\r\n\r\n', 150)
    expect(clock.begin(request(true))).toEqual({ at: 1_000_110, elapsed: 110 })
    expect(clock.inHeader).toBe(false)
  })

  test('of the next one on a connection is in the first read after the whole body', () => {
    read('POST / HTTP/1.1\r\n\r\n', 110)
    const first = request(false)
    clock.begin(first)
    expect(clock.inBody).toBe(first)
    read('half of', 120)
    expect(clock.inHeader).toBe(false)
    first.complete = true
    expect(clock.inBody).toBeNull()
    read('POST', 500)
    read(' / HTTP/1.1\r\n\r\n', 600)
    expect(clock.begin(request(true))).toMatchObject({ elapsed: 500 })
  })

  test('is not an empty line that a sender puts behind a body', () => {
    read('POST / HTTP/1.1\r\n\r\n', 110)
    clock.begin(request(true))
    read('\r\n', 120)
    expect(clock.inHeader).toBe(false)
    read('POST / HTTP/1.1\r\n\r\n', 900)
    expect(clock.begin(request(true))).toMatchObject({ elapsed: 900 })
  })

  test('of one that came whole within the read of another is that read', () => {
    read('POST /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\n\r\n', 110)
    expect(clock.begin(request(true))).toMatchObject({ elapsed: 110 })
    expect(clock.begin(request(true))).toMatchObject({ elapsed: 110 })
  })
})

test('the last read is that of the last byte', () => {
  expect(clock.readAt).toEqual({ at: 1_000_100, elapsed: 100 })
  read('POST / HTTP/1.1\r\n\r\n', 110)
  clock.begin(request(false))
  read('end of the body', 175)
  expect(clock.readAt).toEqual({ at: 1_000_175, elapsed: 175 })
})
