import { Component, type ReactNode } from 'react'
import { errorText } from '../state/client.tsx'
import { Button } from '../ui/buttons.tsx'
import { FieldError } from '../ui/inputs.tsx'

interface FaultBoundaryProps {
  /** What is shown here: once it changes, it is drawn again after a fault. */
  readonly of: string
  /** Begins the sentence on screen, e.g. "This tab". */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a fault of one part of the screen from taking the rest of it away. */
export class FaultBoundary extends Component<FaultBoundaryProps, { readonly fault: unknown }> {
  override state: { readonly fault: unknown } = { fault: null }

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault: fault ?? new Error('unknown error') }
  }

  override componentDidUpdate({ of }: FaultBoundaryProps): void {
    if (this.state.fault !== null && of !== this.props.of) this.#retry()
  }

  readonly #retry = () => this.setState({ fault: null })

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === null) return this.props.children
    return (
      <div role="alert" className="grid justify-items-start gap-3 p-4">
        <FieldError
          text={`${this.props.what} cannot be shown. This is a bug in Switchhook; nothing is lost: ${errorText(fault)}`}
        />
        <Button onClick={this.#retry}>Try again</Button>
      </div>
    )
  }
}
