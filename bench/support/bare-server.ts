// The reference: reads the body, keeps nothing, answers 200. Prints its port.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"received":true}'))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
