import type { ComponentProps } from 'react'
import { Input } from '../../ui/inputs.tsx'

interface NumberInputProps extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange'> {
  readonly label: string
  readonly value: string
  /** What is wrong with it; told in its title and by its frame. */
  readonly problem: string | null
  readonly onChange: (text: string) => void
}

/** A small box for a number inside a line of words. */
export function NumberInput({ label, value, problem, onChange, ...props }: NumberInputProps) {
  return (
    <Input
      {...props}
      aria-label={label}
      aria-invalid={problem !== null}
      title={problem ?? undefined}
      inputMode="decimal"
      className="w-20 num"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
