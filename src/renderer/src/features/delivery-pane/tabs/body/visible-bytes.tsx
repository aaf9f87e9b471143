import '../../../../code/code.css'
import { memo } from 'react'
import { visibleRuns } from '../../../../code/visible-text.ts'

/** Bytes as text, with whitespace, line ends and everything else that cannot be seen shown as marks. */
export const VisibleBytes = memo(function VisibleBytes({ bytes }: { bytes: Uint8Array }) {
  return visibleRuns(bytes).map((run, index) => {
    const key = `${index}`
    if (run.kind === 'text') return <span key={key}>{run.shown}</span>
    const odd = run.kind === 'blank' || run.kind === 'newline' ? 'byte-mark' : 'byte-odd'
    return (
      <span key={key} className={odd} title={run.name}>
        {run.shown}
      </span>
    )
  })
})
