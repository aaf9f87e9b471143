/**
 * Chromium caps an element's height near 33.5 million pixels, and positions lose precision before that. So a long list
 * gets a shorter track: scrolling by wheel or key moves rows by exactly as many pixels, while the offset between track
 * and rows stays the same; a jump (dragged thumb) is read as a share of the track.
 */
export const longestTrack = 8_000_000

export interface ScrollScale {
  /** Height of all rows, and of what is visible, in pixels. */
  readonly content: number
  readonly view: number
  /** Height of the element that scrolls. */
  readonly track: number
  /** Position in the content minus scroll position of the track. */
  readonly offset: number
}

export function makeScale(content: number, view: number, limit = longestTrack): ScrollScale {
  return { content, view, track: Math.min(content, Math.max(limit, view)), offset: 0 }
}

/** Position in the content for a scroll position. */
export function contentTop(scale: ScrollScale, scrollTop: number): number {
  return Math.min(Math.max(0, scrollTop + scale.offset), lastTop(scale))
}

/** The scale that shows `top` of the content, and the scroll position that belongs to it. */
export function scaleAt(scale: ScrollScale, top: number): { scale: ScrollScale; scrollTop: number } {
  const wanted = Math.min(Math.max(0, top), lastTop(scale))
  const scrollTop = Math.round(convert(wanted, lastTop(scale), lastScroll(scale), edgeOf(scale)))
  return { scale: { ...scale, offset: wanted - scrollTop }, scrollTop }
}

/** After a scroll event: small moves keep the offset, jumps are taken as a share of the track. */
export function afterScroll(scale: ScrollScale, before: number, scrollTop: number): ScrollScale {
  if (scale.track === scale.content) return scale
  if (Math.abs(scrollTop - before) <= scale.view) return scale
  const top = convert(scrollTop, lastScroll(scale), lastTop(scale), edgeOf(scale))
  return { ...scale, offset: top - scrollTop }
}

/** A position between 0 and `from` as one between 0 and `to`: one to one near both ends, a share in between. */
function convert(position: number, from: number, to: number, edge: number): number {
  if (position <= edge) return position
  if (position >= from - edge) return to - (from - position)
  return edge + ((position - edge) * (to - 2 * edge)) / (from - 2 * edge)
}

/** So many pixels at both ends scroll one to one, so that the first and last rows are reached without a jolt. */
function edgeOf(scale: ScrollScale): number {
  return Math.min(10 * scale.view, lastScroll(scale) / 4)
}

/** Does the track end before the content does, or far from its share? Then the position has to be set again. */
export function needsSettling(scale: ScrollScale, scrollTop: number): boolean {
  if (scale.track === scale.content) return false
  return Math.abs(scaleAt(scale, scrollTop + scale.offset).scrollTop - scrollTop) > 1
}

/** The track is at its end, but the content is not: settle at once. */
export function isStuck(scale: ScrollScale, scrollTop: number): boolean {
  const top = scrollTop + scale.offset
  return (
    (scrollTop <= 0 && top > 0) ||
    (scrollTop >= lastScroll(scale) && top < lastTop(scale)) ||
    top < 0 ||
    top > lastTop(scale)
  )
}

const lastTop = (scale: ScrollScale) => Math.max(0, scale.content - scale.view)
const lastScroll = (scale: ScrollScale) => Math.max(0, scale.track - scale.view)
