import type { Seeded } from './seeded.ts'

/** Somebody whose data must not leave the machine. */
export interface MadeUpPerson {
  readonly given: string
  readonly family: string
  readonly email: string
  /** With country code, and as people of that country write it. */
  readonly phone: string
  readonly nationalPhone: string
  readonly address: string
}

const given = [
  'Marisol',
  'Siobhán',
  'Łukasz',
  'Anastasía',
  'Дмитрий',
  'Thibault',
  'Oluwaseun',
  'Mei-Ling',
  'Jürgen',
  '美咲',
]
const family = [
  'Okonkwo',
  'Fitzgerald',
  'Kowalczyk',
  'Papadopoulou',
  'Иванов',
  'Dubois',
  'Nguyễn',
  'O’Brien',
  'Schröder',
  '山田',
]

/** Digits after the code of the country; `#` is any digit. All are valid by the metadata of their countries. */
const numbers = [
  { international: '+1415#######', national: (d: string) => `(415) ${d.slice(3, 6)}-${d.slice(6)}`, from: 2 },
  { international: '+4479########', national: (d: string) => `0${d.slice(0, 4)} ${d.slice(4)}`, from: 3 },
  { international: '+336########', national: (d: string) => `0${d.replaceAll(/(\d)(?=(\d\d)+$)/g, '$1 ')}`, from: 3 },
  { international: '+4915########', national: (d: string) => `0${d.slice(0, 3)} ${d.slice(3)}`, from: 3 },
  {
    international: '+614########',
    national: (d: string) => `0${d.slice(0, 3)} ${d.slice(3, 6)} ${d.slice(6)}`,
    from: 3,
  },
  { international: '+9198########', national: (d: string) => `0${d}`, from: 3 },
  { international: '+551198#######', national: (d: string) => `(${d.slice(0, 2)}) ${d.slice(2)}`, from: 3 },
] as const

export function madeUpPerson({ pick, integer }: Seeded): MadeUpPerson {
  const [first, last] = [pick(given), pick(family)]
  const { international, national, from } = pick(numbers)
  // 2 to 8: an exchange that begins with 0 or 1 is none in North America.
  const phone = international.replaceAll('#', () => String(2 + integer(7)))
  return {
    given: first,
    family: last,
    email: `${latin(first)}.${latin(last)}${integer(90)}@mail${integer(9)}.example.net`,
    phone,
    nationalPhone: national(phone.slice(from)),
    address: `${1 + integer(900)} ${pick(['Calle Mayor', 'Rue Lepic', 'Wexford Rd', 'Bergmannstraße'])}, ${pick(['Sevilla', 'Lyon', 'Limerick', 'Tübingen'])}`,
  }
}

const latin = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase() || 'contact'

/** What may not be found in a safe export: everything that tells who it is. */
export function tracesOf(person: MadeUpPerson): string[] {
  const { given: first, family: last, email, phone, nationalPhone, address } = person
  return [first, last, email, phone, phone.slice(1), nationalPhone, address]
}

/** Words as a whole, in any case: "Mei" is in no other word. */
export function holdsTrace(text: string, trace: string): boolean {
  const escaped = trace.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text)
}
