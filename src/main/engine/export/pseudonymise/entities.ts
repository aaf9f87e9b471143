const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const known: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...entities, commat: '@', period: '.', plus: '+', nbsp: '\u00a0' }),
)

/** Entities of XML, and those of HTML that stand in addresses and numbers. */
export const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return known.get(name) ?? all
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })

export const encodeEntities = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => {
    const [name] = Object.entries(entities).find(([, each]) => each === character) ?? ['amp']
    return `&${name};`
  })
