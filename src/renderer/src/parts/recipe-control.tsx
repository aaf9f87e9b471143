import type { ControlIds } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import type { RecipeField } from './recipe-fields.ts'

interface RecipeControlProps {
  readonly ids: ControlIds
  readonly field: RecipeField
  readonly text: string
  readonly onChange: (text: string) => void
}

/** The control for one parameter. */
export function RecipeControl({ ids, field: { control }, text, onChange }: RecipeControlProps) {
  if (control.kind === 'choice' || control.kind === 'switch') {
    const options = control.kind === 'choice' ? control.options : ['true', 'false']
    return (
      <Select {...ids} value={text} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {optionName(control.kind, option)}
          </option>
        ))}
      </Select>
    )
  }
  return (
    <Input
      {...ids}
      mono
      inputMode={control.kind === 'number' ? 'numeric' : 'text'}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function optionName(kind: 'choice' | 'switch', option: string): string {
  if (kind === 'switch') return option === 'true' ? 'yes' : 'no'
  return option === '' ? 'none' : option === ' ' ? 'blank' : option
}
