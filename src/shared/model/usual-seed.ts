/** Seed of a safe export where none is given. Apart from the schema of its options, which not everybody loads. */
export const usualSeed = 'switchhook'
