import { useEffect } from 'react'
import { type Command, possibleCommands } from './commands.ts'
import { runCommand } from './run-command.ts'

/** What of a keyboard event decides; a DOM event fits it. */
interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** `Mod+k`, `Shift+r`, `j`, `?`: how commands write this key. Null for a modifier alone. */
export function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | null {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead'].includes(key)) return null
  const mods = [ctrlKey || metaKey ? 'Mod+' : '', altKey ? 'Alt+' : ''].join('')
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase()
  // For signs such as "?" the shift key is only how they are typed.
  const shift = shiftKey && (key.length > 1 || letter || mods !== '') ? 'Shift+' : ''
  return `${mods}${shift}${letter ? key.toLowerCase() : key}`
}

const sequenceMs = 1200

/** Turns chords into commands; remembers the first key of a sequence such as `g a` for a moment. */
export class KeyMatcher {
  readonly #commands: () => readonly Command[]
  readonly #now: () => number
  #first: { chord: string; at: number } | null = null

  constructor(commands: () => readonly Command[] = possibleCommands, now: () => number = () => performance.now()) {
    this.#commands = commands
    this.#now = now
  }

  /** The command to run, `"wait"` where the chord may begin a sequence, or null. */
  match(chord: string, typing: boolean): Command | 'wait' | null {
    const commands = this.#commands().filter((command) => !typing || command.whileTyping)
    const first = this.#first && this.#now() - this.#first.at < sequenceMs ? this.#first.chord : null
    this.#first = null
    if (first !== null) {
      const found = find(commands, `${first} ${chord}`)
      if (found) return found
    }
    const found = find(commands, chord)
    if (found) return found
    if (commands.some(({ keys }) => keys?.some((text) => text.startsWith(`${chord} `)))) {
      this.#first = { chord, at: this.#now() }
      return 'wait'
    }
    return null
  }
}

function find(commands: readonly Command[], keys: string): Command | undefined {
  return commands.findLast((command) => command.keys?.includes(keys))
}

/** Runs commands by their keys, for the whole window. */
export function useKeyboard(): void {
  useEffect(() => {
    const matcher = new KeyMatcher()
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const chord = chordOf(event)
      if (chord === null) return
      const target = event.target instanceof Element ? event.target : null
      if (isTaken(target, event.key)) return
      const found = matcher.match(chord, isTyping(target))
      if (found === null) return
      event.preventDefault()
      if (found !== 'wait') runCommand(found)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: Element | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return target !== null && target.closest('textarea, select, [contenteditable="true"], .monaco-editor') !== null
}

/** A menu or a dialog that is open has the keys to itself, also while its code is still being loaded. */
function isTaken(target: Element | null, key: string): boolean {
  return (
    document.querySelector('[data-takes-keys]') !== null ||
    target?.closest('[role="menu"], [role="dialog"], [role="alertdialog"]') != null ||
    belongsToControl(target, key)
  )
}

/** Enter, space and arrows mean something to the button, link or tab that has the focus. */
function belongsToControl(target: Element | null, key: string): boolean {
  if (!['Enter', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return false
  return target?.closest('button, a[href], summary, input, [role="tab"], [role="menuitem"], [role="separator"]') != null
}
