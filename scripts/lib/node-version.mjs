/** Why this Node cannot run Switchhook, and what to do, in one line; null where it can. */
export function nodeProblem(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= 22) return null
  return `Switchhook needs Node 22 or newer, and this is ${version}. Start it with npm (npm ci brings a Node 24 along), or install Node 24.`
}
