import { useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { FieldError } from './field.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** What will be lost or changed. */
  readonly description: string
  /** Word on the button, e.g. "Delete". */
  readonly action: string
  readonly danger?: boolean
  readonly onClose: () => void
  /** May fail: the dialog stays and says why. */
  readonly onConfirm: () => Promise<void>
  /** Words for a failure. */
  readonly errorText: (error: unknown) => string
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, action, danger = false, onClose, onConfirm, errorText } = props
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const confirm = async () => {
    if (busy) return
    setBusy(true)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setProblem(errorText(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      description={description}
      onClose={onClose}
      onSubmit={() => void confirm()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={busy}>
            {action}
          </Button>
        </>
      }
    >
      {problem ? (
        <div role="alert" className="text-12">
          <FieldError text={problem} />
        </div>
      ) : null}
    </Dialog>
  )
}
