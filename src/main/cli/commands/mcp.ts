import { type Command, exitCodes } from '../command.ts'
import { createReconnectingHostClient } from '../reconnecting-host-client.ts'

export const mcp: Command = {
  name: 'mcp',
  usage: '',
  summary: 'serve coding agents over standard input and output (Model Context Protocol)',
  options: {},
  optionHelp: {},
  args: [0, 0],
  async run({ dataDir, reopen, stop, print }) {
    if (process.stdin.isTTY)
      print.note('This speaks MCP with a coding agent, not with people: add it to your agent’s set-up. Ctrl+C ends it.')
    // Nobody else needs the protocol.
    const { serveStdio } = await import('../../mcp-stdio.ts')
    await serveStdio(createReconnectingHostClient(dataDir, reopen), stop)
    return exitCodes.done
  },
}
