import { FieldError } from '../../ui/field.tsx'

/** Why a change was not taken; nothing where it was. */
export function ProblemLine({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <div role="alert" className="text-12">
      <FieldError text={text} />
    </div>
  )
}
