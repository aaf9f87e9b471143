// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { accessToken } from '../../../src/renderer/src/client/access-token.ts'

afterEach(() => {
  localStorage.clear()
  history.replaceState(null, '', '/')
  vi.restoreAllMocks()
})

test('comes with the printed address, goes out of it, and is there without it afterwards', () => {
  history.replaceState(null, '', '/?token=abc#/settings')

  expect(accessToken()).toBe('abc')
  expect(location.pathname + location.search + location.hash).toBe('/#/settings')
  expect(accessToken()).toBe('abc')
})

test('a new one takes the place of the old one', () => {
  for (const token of ['old', 'new']) {
    history.replaceState(null, '', `/?token=${token}`)
    expect(accessToken()).toBe(token)
  }
  expect(accessToken()).toBe('new')
})

test('is null where there is none, and lives as long as the page where storage is forbidden', () => {
  expect(accessToken()).toBeNull()

  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(forbidden)
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(forbidden)
  history.replaceState(null, '', '/?token=abc')
  expect(accessToken()).toBe('abc')
  expect(accessToken()).toBeNull()
})
