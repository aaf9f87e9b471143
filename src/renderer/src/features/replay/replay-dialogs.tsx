import { useClient } from '../../state/client.tsx'
import { approveReplay, dropReplayQuestion, useReplay } from '../../state/replay-action.ts'
import { Button } from '../../ui/button.tsx'
import { Code } from '../../ui/code.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TargetDialog } from './target-dialog.tsx'
import { useReplayNews } from './use-replay-news.ts'

/** What a replay has to ask before it goes out, and what came of it. */
export function ReplayDialogs() {
  const client = useClient()
  const question = useReplay((state) => state.question)
  const busy = useReplay((state) => state.sending.size > 0)
  useReplayNews()
  if (question?.kind === 'target') {
    return (
      <TargetDialog
        key={question.deliveryId}
        deliveryId={question.deliveryId}
        problem={question.problem}
        sign={question.sign}
      />
    )
  }
  if (question?.kind !== 'approval') return null
  return (
    <Dialog
      title={`Send to ${question.origin}?`}
      description="This target is not on this machine. The delivery goes there with its bytes and headers. You are asked once for each target; Settings has the list."
      onClose={dropReplayQuestion}
      onSubmit={() => void approveReplay(client)}
      actions={
        <>
          <Button onClick={dropReplayQuestion}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy} autoFocus>
            Send
          </Button>
        </>
      }
    >
      <Code className="sel break-all">{question.target}</Code>
    </Dialog>
  )
}
