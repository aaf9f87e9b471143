// The reference: mockttp in memory, answering every request. Its argument is the folder that it is installed in. Prints its port.
import { createRequire } from 'node:module'
import { join } from 'node:path'

interface Rule {
  always(): Rule
  thenReply(status: number, body: string, headers: Readonly<Record<string, string>>): Promise<unknown>
}
interface Mockttp {
  getLocal(options: object): { start(): Promise<void>; readonly port: number; forAnyRequest(): Rule }
}

const folder = process.argv[2] ?? ''
const { getLocal } = createRequire(join(folder, 'package.json'))('mockttp') as Mockttp
const server = getLocal({})
await server.start()
// Without a length it would end the connection after each answer.
const headers = { 'Content-Type': 'application/json', 'Content-Length': '17' }
await server.forAnyRequest().always().thenReply(200, '{"received":true}', headers)
console.log(server.port)
