import { Plus, Trash2 } from 'lucide-react'
import { placeholderForms } from '#shared/rules/answer-template.ts'
import type { AnswerField, RuleProblem } from '#shared/rules/check-rule.ts'
import { maxAnswers } from '#shared/rules/rule-limits.ts'
import { Button, IconButton } from '../../../ui/buttons.tsx'
import { Glyph } from '../../../ui/glyphs.tsx'
import { Field, Input, TextArea } from '../../../ui/inputs.tsx'
import { Code } from '../../../ui/text.tsx'
import { type AnswerDraft, emptyAnswer } from './rule-draft.ts'

interface AnswerListProps {
  readonly answers: readonly AnswerDraft[]
  readonly problems: readonly RuleProblem[]
  readonly onChange: (answers: readonly AnswerDraft[]) => void
}

/** The answers of a rule that gives several, in order. */
export function AnswerList({ answers, problems, onChange }: AnswerListProps) {
  return (
    <div className="grid gap-3">
      <ol className="grid gap-3">
        {answers.map((answer, index) => (
          <li key={answer.key} className="grid gap-2 rounded-5 border border-line p-3">
            <div className="flex items-center gap-2">
              <h4 className="flex-1 text-12 font-medium">Answer {index + 1}</h4>
              <IconButton
                label={`Remove answer ${index + 1}`}
                icon={<Trash2 />}
                disabled={answers.length === 1}
                onClick={() => onChange(answers.filter((one) => one !== answer))}
              />
            </div>
            <AnswerFields
              answer={answer}
              problems={problems.filter((problem) => problem.answer === index)}
              onChange={(changed) => onChange(answers.with(index, changed))}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          icon={<Plus />}
          disabled={answers.length >= maxAnswers}
          onClick={() => onChange([...answers, emptyAnswer()])}
        >
          Another answer
        </Button>
      </div>
    </div>
  )
}

interface AnswerFieldsProps {
  readonly answer: AnswerDraft
  /** Of this answer. */
  readonly problems: readonly RuleProblem[]
  readonly onChange: (answer: AnswerDraft) => void
}

/** Status, headers and body of one answer. */
export function AnswerFields({ answer, problems, onChange }: AnswerFieldsProps) {
  const error = (field: AnswerField) =>
    problems.find((problem) => problem.field === field && problem.severity === 'error')?.message
  return (
    <div className="grid gap-3">
      <div className="grid items-start gap-3 @min-[560px]/page:grid-cols-[96px_minmax(0,1fr)]">
        <Field label="Status" error={error('status')}>
          {(control) => (
            <Input
              {...control}
              mono
              inputMode="numeric"
              value={answer.status}
              onChange={(event) => onChange({ ...answer, status: event.target.value })}
            />
          )}
        </Field>
        <Field label="Headers, one a line" error={error('headers')}>
          {(control) => (
            <TextArea
              {...control}
              value={answer.headers}
              onChange={(event) => onChange({ ...answer, headers: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Body" error={error('body')} hint={<PlaceholderHint />}>
        {(control) => (
          <TextArea
            {...control}
            className="min-h-20"
            value={answer.body}
            onChange={(event) => onChange({ ...answer, body: event.target.value })}
          />
        )}
      </Field>
      <Warnings problems={problems} />
    </div>
  )
}

function PlaceholderHint() {
  return (
    <details>
      <summary className="w-fit rounded-3 text-accent">Values from the delivery</summary>
      <ul className="mt-1 grid gap-0.5">
        {placeholderForms.map(({ text, about }) => (
          <li key={text}>
            <Code className="sel">{text}</Code> {about}
          </li>
        ))}
        <li>
          Values are escaped for JSON and XML. One that is missing becomes empty. <Code>{'\\{{'}</Code> stands for{' '}
          <Code>{'{{'}</Code>.
        </li>
      </ul>
    </details>
  )
}

/** What is unusual, but can be saved. */
export function Warnings({ problems }: { problems: readonly RuleProblem[] }) {
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  if (warnings.length === 0) return null
  return (
    <ul className="grid gap-1 text-12" role="status">
      {warnings.map(({ message }) => (
        <li key={message} className="flex items-start gap-1.5 text-ink-2">
          <Glyph name="finding" className="mt-0.5 text-warn" />
          {message}
        </li>
      ))}
    </ul>
  )
}
