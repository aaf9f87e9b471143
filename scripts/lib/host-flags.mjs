/**
 * Node's options for the headless host. Its main thread only relays, in small messages: left alone, V8 would let 60 MB of
 * these gather before it collects them.
 */
export const hostFlags = ['--max-semi-space-size=4']

/**
 * The headless host's environment. glibc gives each of its threads a heap of its own, of which it returns little: a hundred
 * megabytes under load. Other systems do not read the variable.
 */
export const hostEnvironment = (env) => ({ MALLOC_ARENA_MAX: '2', ...env })
