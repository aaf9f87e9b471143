import { useState } from 'react'
import type { ExportFormatInfo, exportKinds } from '#shared/api/exports.ts'
import { Checkbox, Radio, Segmented } from '../../ui/inputs.tsx'
import type { FieldsProps } from './subject-fields.tsx'

const kindLabels = { fixture: 'Fixture', request: 'Requests', test: 'Tests', types: 'Types' } as const
const kindOrder = ['fixture', 'request', 'test', 'types'] as const
type Kind = (typeof exportKinds)[number]

/** In which format, kind by kind, with a line about each. */
export function FormatFields({
  form,
  set,
  formats,
  format,
}: FieldsProps & { readonly formats: readonly ExportFormatInfo[]; readonly format: ExportFormatInfo }) {
  const kinds = kindOrder.filter((kind) => formats.some((one) => one.kind === kind))
  const [last, setLast] = useState<Partial<Record<Kind, string>>>({})
  const most = Math.max(...kinds.map((kind) => formats.filter((one) => one.kind === kind).length))
  const choose = ({ id, kind }: ExportFormatInfo) => {
    setLast((before) => ({ ...before, [kind]: id }))
    set({ format: id })
  }
  const chooseKind = (kind: Kind) => {
    const ofKind = formats.filter((one) => one.kind === kind)
    choose(ofKind.find(({ id }) => id === last[kind]) ?? ofKind[0]!)
  }
  return (
    <fieldset aria-label="Format" className="grid gap-1">
      <div>
        <Segmented
          label="Kind of format"
          options={kinds.map((id) => ({ id, label: kindLabels[id] }))}
          value={format.kind}
          onChange={chooseKind}
        />
      </div>
      {/* As high as the longest list, so that nothing below it moves. */}
      <div role="radiogroup" aria-label={kindLabels[format.kind]} style={{ minHeight: most * rowHeight }}>
        {formats
          .filter(({ kind }) => kind === format.kind)
          .map((one) => (
            <Radio
              key={one.id}
              name="export-format"
              label={one.name}
              note={one.description}
              checked={one.id === format.id}
              onChange={() => choose(one)}
            />
          ))}
      </div>
      {format.assertsAnswer ? (
        <Checkbox
          label="Demand the answer that was given"
          note="the status and body from when it was captured, not just any success"
          checked={form.assertAnswer}
          onChange={(event) => set({ assertAnswer: event.target.checked })}
        />
      ) : null}
    </fieldset>
  )
}

/** Of a radio button with one line, pixels. */
const rowHeight = 26
