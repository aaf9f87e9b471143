// Runs before `npm ci` (where npm lets it) and `npm start`: one plain line where Node or npm is too old.
// Written in the JavaScript of 2015, so that an old Node can read it.
'use strict'

/** What is too old and what to do, in one line; null where all is well. `agent`: npm's own, e.g. "npm/10.2.0 node/v20.1.0 linux x64". */
function systemProblem(agent, version) {
  // Scripts may run on the Node that `npm ci` brings along; npm tells which one it runs on itself.
  const node = /node\/v(\d+[\d.]*)/.exec(agent) || ['', version]
  const npm = /^npm\/(\d+[\d.]*)/.exec(agent)
  const parts = []
  if (parseInt(node[1], 10) < 20) parts.push(`Node ${node[1]}`)
  if (npm && parseInt(npm[1], 10) < 10) parts.push(`npm ${npm[1]}`)
  if (parts.length === 0) return null
  return `Switchhook needs Node 20 and npm 10 or newer, and this is ${parts.join(' with ')}. Install Node 24 from https://nodejs.org: npm comes with it.`
}

module.exports = { systemProblem }

if (require.main === module) {
  const problem = systemProblem(process.env.npm_config_user_agent || '', process.versions.node)
  if (problem) {
    console.error(problem)
    process.exitCode = 1
  }
}
