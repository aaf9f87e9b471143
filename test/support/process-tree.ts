import { readdirSync, readFileSync } from 'node:fs'

/** What follows the program's name, which may hold anything, in /proc/<pid>/stat: state, parent, … Null where it has ended. */
export function processFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** A process and all below it that live now (Linux; elsewhere the process alone). */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>()
  if (process.platform !== 'linux') return [pid]
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? processFields(Number(name)) : null
    if (fields && fields[0] !== 'Z') parents.set(Number(name), Number(fields[1]))
  }
  const tree = [pid]
  for (const one of tree) for (const [child, parent] of parents) if (parent === one) tree.push(child)
  return tree
}
