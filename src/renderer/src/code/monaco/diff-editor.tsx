import { useEffect, useRef } from 'react'
import type { DiffViewProps } from '../code-view-props.ts'
import { editor, readOnlyOptions } from './monaco.ts'

/**
 * Two texts line by line beside each other. Not Monaco's own diff: that marks every line whose text is another, and a
 * documented type is never the text of a value. Loaded on demand: use `DiffView`.
 */
export default function DiffEditor({ left, right, differing, label }: DiffViewProps) {
  const leftHost = useRef<HTMLDivElement>(null)
  const rightHost = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!leftHost.current || !rightHost.current) return
    const sides = [
      openSide(leftHost.current, left, differing, `${label}: documented`),
      openSide(rightHost.current, right, differing, `${label}: this payload`),
    ] as const
    const [one, other] = sides.map(({ view }) => view) as [View, View]
    const together = [follow(one, other), follow(other, one)]
    return () => {
      for (const listener of together) listener.dispose()
      for (const { close } of sides) close()
    }
  }, [left, right, differing, label])
  return (
    <div className="grid h-full min-h-0 min-w-0 grid-cols-2">
      <div ref={leftHost} className="h-full min-h-0 min-w-0 border-r border-line" />
      <div ref={rightHost} className="h-full min-h-0 min-w-0" />
    </div>
  )
}

type View = ReturnType<typeof editor.create>

function openSide(host: HTMLElement, text: string, differing: readonly number[], ariaLabel: string) {
  const model = editor.createModel(text, 'payload-json')
  const view = editor.create(host, {
    ...readOnlyOptions,
    model,
    ariaLabel,
    lineNumbers: 'off',
    lineDecorationsWidth: 4,
    glyphMargin: true,
    folding: false,
  })
  view.createDecorationsCollection(
    differing.map((line) => ({
      range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
      options: {
        isWholeLine: true,
        className: 'code-line-warn',
        glyphMarginClassName: 'code-glyph code-glyph-wrong code-glyph-warn',
      },
    })),
  )
  const close = () => {
    view.dispose()
    model.dispose()
  }
  return { view, close }
}

/** Lines stay beside each other: where one side is scrolled to, the other is too. */
function follow(from: View, to: View) {
  return from.onDidScrollChange(({ scrollTop, scrollTopChanged }) => {
    if (scrollTopChanged && to.getScrollTop() !== scrollTop) to.setScrollTop(scrollTop)
  })
}
