import fc from 'fast-check'
import { expect, test } from 'vitest'
import { targetFor, withoutDots } from '../../../../src/main/engine/lib/target-url.ts'
import { splitTarget } from '../../../../src/main/engine/replay/target.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

const paths = textOf('/', '\\', '.', '..', '%2e', '%2E', 'a', 'b', '//', ';', '%2f', '%5C', '?', '#', '@', ':80', ' ')

/** As some server reads a path: segments by slash and backslash, plain or encoded, dots decoded. */
const climbs = (path: string): boolean =>
  path.split(/[/\\]|%2f|%5c/i).some((segment) => ['.', '..'].includes(segment.replaceAll(/%2e/gi, '.')))

test('nothing that leads upwards is left, whatever was sent', () => {
  holdsFor(paths, (path) => expect(climbs(withoutDots(path))).toBe(false))
})

test('a path without dots stays as it was sent, byte for byte', () => {
  holdsFor(
    paths.filter((path) => !climbs(path)),
    (path) => expect(withoutDots(path)).toBe(path),
  )
})

test('what was resolved once stays', () => {
  holdsFor(paths, (path) => expect(withoutDots(withoutDots(path))).toBe(withoutDots(path)))
})

test('resolves as the URL standard does, below the root', () => {
  const segment = fc.constantFrom('a', 'b.c', '.', '..', '%2e', '.%2E', '')
  holdsFor(fc.array(segment, { minLength: 1, maxLength: 7 }), (segments) => {
    const path = `/${segments.join('/')}`
    expect(withoutDots(path)).toBe(new URL(`http://h${path}`).pathname)
  })
})

test('whoever sends a delivery chooses nothing beside the target', () => {
  holdsFor(paths, (below) => {
    const url = targetFor(
      'http://localhost:3000/hooks?env=dev',
      `/in/TOKEN${/^[/?]/.test(below) ? below : `/${below}`}`,
    )
    const { origin, pathname, search } = new URL(url)
    expect(origin).toBe('http://localhost:3000')
    // As it is sent: the parser of URLs may have repaired it.
    expect(climbs(splitTarget(url).pathAndQuery.split('?', 1)[0]!)).toBe(false)
    expect(`${pathname}/`).toMatch(/^\/hooks\//)
    expect(search).toMatch(/^\?env=dev/)
  })
})
