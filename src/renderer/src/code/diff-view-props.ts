export interface DiffViewProps {
  readonly left: string
  readonly right: string
  /** What is compared, for the accessible names of both sides. */
  readonly label: string
}
