import type { ReceiverStatus } from '#shared/model/status.ts'
import { StatusCell } from './status-cell.tsx'

export function ReceiverCell({ receiver }: { receiver: ReceiverStatus }) {
  const address = <span className="mono-11 leading-none font-normal">{`${receiver.host}:${receiver.port}`}</span>
  if (receiver.state === 'receiving') {
    return (
      <StatusCell glyph="up" glyphClass="text-ok" strong>
        Receiving {address}
      </StatusCell>
    )
  }
  return (
    <StatusCell glyph="lost" bad title={receiver.problem ?? undefined}>
      {receiver.state === 'refusing' ? 'Refusing' : 'Receiver stopped'}
      {receiver.state === 'refusing' ? address : null}
    </StatusCell>
  )
}
