/** Why this Node cannot run Switchhook, and what to do, in one line; null where it can. */
export function nodeProblem(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= 22) return null
  return `Switchhook needs Node 22 or newer, and this is ${version}. Run "npm ci" first, which brings a Node 24 along, and start it with npm; or install Node 24.`
}
