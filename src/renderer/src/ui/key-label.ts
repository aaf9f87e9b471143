const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
}

/** Words for keys such as `Mod+k`, `Shift+r` or the sequence `g a`. */
export function keyLabel(keys: string, onMac = mac): string {
  if (keys === ' ') return 'Space'
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) => {
          if (key === 'Mod') return onMac ? '⌘' : 'Ctrl'
          const name = names[key] ?? key
          return chord.includes('Mod+') && name.length === 1 ? name.toUpperCase() : name
        })
        .join(' '),
    )
    .join(' ')
}
