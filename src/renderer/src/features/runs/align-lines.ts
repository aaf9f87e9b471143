/** One line of two texts beside each other; null: this text has no line here. */
export interface LinePair {
  readonly left: string | null
  readonly right: string | null
}

/** Beyond this many pairs of lines, texts are put beside each other line by line, as they come. */
const maxCells = 2_000_000

/** Two texts side by side: equal lines stand beside each other, as many of them as possible in their order. */
export function alignLines(leftText: string, rightText: string): LinePair[] {
  const left = leftText.split('\n')
  const right = rightText.split('\n')
  if (left.length * right.length > maxCells)
    return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
      left: left[at] ?? null,
      right: right[at] ?? null,
    }))
  const lengths = commonLengths(left, right)
  const width = right.length + 1
  const pairs: LinePair[] = []
  let [at, other] = [0, 0]
  while (at < left.length || other < right.length) {
    if (at < left.length && other < right.length && left[at] === right[other]) {
      pairs.push({ left: left[at++]!, right: right[other++]! })
      continue
    }
    const takeLeft =
      other === right.length ||
      (at < left.length && lengths[(at + 1) * width + other]! >= lengths[at * width + other + 1]!)
    if (takeLeft) pairs.push({ left: left[at++]!, right: null })
    else pairs.push({ left: null, right: right[other++]! })
  }
  return besideEachOther(pairs)
}

/** Longest common subsequence of the lines from `at` and `other` on, for each pair of places. */
function commonLengths(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let at = left.length - 1; at >= 0; at -= 1)
    for (let other = right.length - 1; other >= 0; other -= 1)
      lengths[at * width + other] =
        left[at] === right[other]
          ? lengths[(at + 1) * width + other + 1]! + 1
          : Math.max(lengths[(at + 1) * width + other]!, lengths[at * width + other + 1]!)
  return lengths
}

/** Lines that stand in each other's place share a line. */
function besideEachOther(pairs: readonly LinePair[]): LinePair[] {
  const result: LinePair[] = []
  let lefts: string[] = []
  let rights: string[] = []
  const flush = () => {
    for (let at = 0; at < Math.max(lefts.length, rights.length); at += 1)
      result.push({ left: lefts[at] ?? null, right: rights[at] ?? null })
    lefts = []
    rights = []
  }
  for (const pair of pairs) {
    if (pair.left !== null && pair.right !== null) {
      flush()
      result.push(pair)
    } else if (pair.left !== null) lefts.push(pair.left)
    else if (pair.right !== null) rights.push(pair.right)
  }
  flush()
  return result
}
