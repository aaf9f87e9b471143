/**
 * Node's options for the headless host. Its main thread only relays, in small messages: left alone, V8 would let 60 MB of
 * these gather before it collects them.
 */
export const hostFlags = ['--max-semi-space-size=4']
