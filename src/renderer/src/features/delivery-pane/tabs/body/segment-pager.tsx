import { ChevronLeft, ChevronRight } from 'lucide-react'
import { IconButton } from '../../../../ui/buttons.tsx'
import { formatCount } from '../../../../ui/text.tsx'
import { type Segment, segmentSize } from './use-body.ts'

/** Which mebibyte of a large body is shown, and the way to the others. Nothing for a small one. */
export function SegmentPager({ segment, size }: { segment: Segment; size: number }) {
  if (segment.count < 2) return null
  const end = Math.min(size, segment.start + segmentSize)
  return (
    <nav aria-label="Parts of the body" className="flex items-center gap-1 text-12 text-ink-2 num">
      <IconButton
        label="Previous part"
        icon={<ChevronLeft />}
        disabled={segment.index === 0}
        onClick={() => segment.go(segment.index - 1)}
      />
      bytes {formatCount(segment.start)} to {formatCount(end - 1)} of {formatCount(size)}
      <IconButton
        label="Next part"
        icon={<ChevronRight />}
        disabled={segment.index >= segment.count - 1}
        onClick={() => segment.go(segment.index + 1)}
      />
    </nav>
  )
}
