// Loaded by `node --import`, into threads and child processes too: the wall clock is two hours back while a file exists.
import { existsSync } from 'node:fs'

const { SHIFT_CLOCK_FILE: file } = process.env
if (file) {
  const { now } = Date
  const shifted = () => now() - (existsSync(file) ? 7_200_000 : 0)
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [shifted()] : args, self),
    get: (target, name, self) => (name === 'now' ? shifted : Reflect.get(target, name, self)),
  })
}
