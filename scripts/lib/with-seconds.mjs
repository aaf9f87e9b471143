/** Waits for some work and tells how long it takes: on a terminal second by second, elsewhere once. Resolves with its result. */
export async function withSeconds(words, work, { stream = process.stderr, everyMs = 1000 } = {}) {
  const started = Date.now()
  const tell = () => stream.write(`\r${words} … ${Math.round((Date.now() - started) / 1000)} s `)
  if (stream.isTTY) tell()
  else stream.write(`${words} …\n`)
  const ticking = stream.isTTY ? setInterval(tell, everyMs) : undefined
  try {
    return await work()
  } finally {
    clearInterval(ticking)
    if (stream.isTTY) stream.write('\n')
  }
}
