import { registerHooks } from 'node:module'

const standIn = new URL('./electron.ts', import.meta.url).href

// For `node --import`: the module `electron` becomes the stand-in, whoever imports it.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})
