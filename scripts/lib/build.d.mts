export function isOutOfDate(dir?: string): boolean
export function build(): Promise<number>
