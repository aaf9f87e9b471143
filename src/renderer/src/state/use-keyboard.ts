import { useEffect } from 'react'
import { chordOf, KeyMatcher } from './keyboard.ts'

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
      if (found !== 'wait') found.run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: Element | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return target !== null && target.closest('textarea, select, [contenteditable="true"], .monaco-editor') !== null
}

/** A menu or a dialog that is open has the keys to itself. */
function isTaken(target: Element | null, key: string): boolean {
  return (
    target?.closest('[role="menu"], [role="dialog"], [role="alertdialog"]') != null || belongsToControl(target, key)
  )
}

/** Enter, space and arrows mean something to the button, link or tab that has the focus. */
function belongsToControl(target: Element | null, key: string): boolean {
  if (!['Enter', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return false
  return target?.closest('button, a[href], summary, input, [role="tab"], [role="menuitem"], [role="separator"]') != null
}
