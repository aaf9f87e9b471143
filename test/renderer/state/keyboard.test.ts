import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Command, possibleCommands, registerCommands } from '../../../src/renderer/src/state/commands.ts'
import { chordOf, KeyMatcher } from '../../../src/renderer/src/state/keyboard.ts'

const press = (key: string, mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods })
const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Stream',
  keys,
  run: () => undefined,
  ...more,
})

describe('chords', () => {
  it.each([
    ['j', {}, 'j'],
    ['J', { shiftKey: true }, 'Shift+j'],
    ['R', {}, 'r'],
    ['?', { shiftKey: true }, '?'],
    ['k', { ctrlKey: true }, 'Mod+k'],
    ['k', { metaKey: true }, 'Mod+k'],
    ['ArrowDown', { shiftKey: true }, 'Shift+ArrowDown'],
    ['F8', { altKey: true }, 'Alt+F8'],
    [' ', {}, ' '],
  ])('%s with %o is %s', (key, mods, chord) => expect(press(key, mods)).toBe(chord))

  it('a modifier alone is none', () => expect(press('Shift', { shiftKey: true })).toBeNull())
})

describe('matching', () => {
  let now = 0
  const commands = [
    command('next', ['j', 'ArrowDown']),
    command('all', ['g a']),
    command('first', ['g 1']),
    command('a', ['a']),
    command('palette', ['Mod+k'], { whileTyping: true }),
  ]
  const matcher = () =>
    new KeyMatcher(
      () => commands,
      () => now,
    )
  const ids = (found: Command | 'wait' | null) => (found === null || found === 'wait' ? found : found.id)

  it('finds a key, by any of its chords', () => {
    expect(ids(matcher().match('j', false))).toBe('next')
    expect(ids(matcher().match('ArrowDown', false))).toBe('next')
    expect(matcher().match('x', false)).toBeNull()
  })

  it('waits for the second key of a sequence, for a moment', () => {
    const keys = matcher()
    expect(keys.match('g', false)).toBe('wait')
    expect(ids(keys.match('a', false))).toBe('all')
    keys.match('g', false)
    now += 5_000
    expect(ids(keys.match('a', false))).toBe('a')
  })

  it('a key that continues nothing counts for itself', () => {
    const keys = matcher()
    keys.match('g', false)
    expect(ids(keys.match('j', false))).toBe('next')
  })

  it('leaves letters alone while text is typed', () => {
    expect(matcher().match('j', true)).toBeNull()
    expect(matcher().match('g', true)).toBeNull()
    expect(ids(matcher().match('Mod+k', true))).toBe('palette')
  })
})

describe('the register', () => {
  const ends: (() => void)[] = []
  const offer = (...list: Command[]) => {
    const end = registerCommands({ current: list })
    ends.push(end)
    return end
  }
  beforeEach(() => {
    for (const end of ends.splice(0)) end()
  })
  afterEach(() => {
    for (const end of ends.splice(0)) end()
  })

  it('orders by group, drops what is not possible, and forgets what is gone', () => {
    offer(command('b', [], { group: 'Switchhook' }), command('no', [], { when: () => false }))
    const end = offer(command('a', [], { group: 'This delivery' }))
    expect(possibleCommands().map(({ id }) => id)).toEqual(['a', 'b'])
    end()
    expect(possibleCommands().map(({ id }) => id)).toEqual(['b'])
  })

  it('the later of two offers of one id counts', () => {
    offer(command('x', ['1'], { title: 'old' }))
    offer(command('x', ['1'], { title: 'new' }))
    expect(possibleCommands().map(({ title }) => title)).toEqual(['new'])
  })
})
