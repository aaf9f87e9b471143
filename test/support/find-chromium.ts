export { findChromium } from '../../scripts/lib/find-chromium.mjs'

/** Flags for a machine without display, sandbox or internet. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const
