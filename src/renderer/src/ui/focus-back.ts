import { useState } from 'react'

/**
 * For a dialog that is mounted to be opened: gives the focus back to where it was. Radix gives it back to a trigger of its
 * own only, and there is none.
 */
export function useFocusBack(): { onCloseAutoFocus: (event: Event) => void } {
  const [before] = useState(() => document.activeElement)
  return {
    onCloseAutoFocus(event) {
      event.preventDefault()
      // What was opened from here, a dialog of its own perhaps, has the focus already.
      const isFree = document.activeElement === null || document.activeElement === document.body
      if (isFree && before instanceof HTMLElement) before.focus()
    },
  }
}
