import { Pause } from 'lucide-react'
import { useConnectionState } from '../state/client.tsx'
import { useHost } from '../state/host-store.ts'
import { togglePaused, useStream } from '../state/stream-store.ts'
import { Button } from '../ui/button.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

/** Says whether new deliveries appear by themselves, and switches it. */
export function LiveButton() {
  const paused = useStream((state) => state.paused)
  const refusing = useHost((state) => state.status !== null && state.status.receiver.state !== 'receiving')
  const lost = useConnectionState() === 'lost'
  const button = lost ? (
    <Button variant="danger" icon={<Glyph name="lost" />} disabled>
      Lost
    </Button>
  ) : refusing ? (
    <Button variant="danger" icon={<Glyph name="lost" />} onClick={togglePaused}>
      {paused ? 'Paused' : 'Refusing'}
    </Button>
  ) : paused ? (
    <Button aria-pressed="true" icon={<Pause />} onClick={togglePaused}>
      Paused
    </Button>
  ) : (
    <Button icon={<span className="size-1.5 rounded-full bg-ok" />} onClick={togglePaused}>
      Live
    </Button>
  )
  return (
    <Tooltip text={paused ? 'Show new deliveries as they come' : 'Pause: new deliveries wait'} keys=" ">
      {button}
    </Tooltip>
  )
}
