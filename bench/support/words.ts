import { type Seeded, seeded } from '../../test/support/seeded.ts'

/** A fifth of the words of a transcript; the searches of the reading bench use some of them. */
const common =
  'appointment kitchen tomorrow booking the and you for call please thanks yes with can that have will from time about'.split(
    ' ',
  )

const starts = 'b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t th tr v w z'.split(' ')
const middles = 'a e i o u ai ea ou ie oo'.split(' ')
const ends = ' n r l t st m ck nd ng'.split(' ').map((end) => end.trim())

/** 2,000 different words of 2 to 4 syllables, the same in every run. */
const rare = (() => {
  const random = seeded(7)
  const words = new Set<string>()
  while (words.size < 2000) {
    const syllables = 2 + random.integer(3)
    words.add(
      Array.from({ length: syllables }, () => random.pick(starts) + random.pick(middles) + random.pick(ends)).join(''),
    )
  }
  return [...words]
})()

/** So many words, a fifth of them common ones. */
export function words(random: Seeded, count: number): string {
  return Array.from({ length: count }, () => random.pick(random.chance(0.2) ? common : rare)).join(' ')
}

export const uuid = (random: Seeded): string => [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-')

export const phone = (random: Seeded): string => `+1555${String(random.integer(10_000_000)).padStart(7, '0')}`
