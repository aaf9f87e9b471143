import type { NameBook } from './names.ts'
import type { PhoneBook } from './phone-numbers.ts'

export interface EmailBook {
  /** The same for the same address, in upper or lower case. */
  standIn(email: string): string
  /** Was it replaced? */
  isOriginal(email: string): boolean
}

/** Every address that occurs gets one stand-in; of a telephone number as a name it is that of the number. */
export function createEmailBook(phones: PhoneBook, names: NameBook): EmailBook {
  const given = new Map<string, string>()
  const taken = new Set<string>()
  const standIn = (email: string): string => {
    const key = email.toLowerCase()
    const found = given.get(key)
    if (found !== undefined) return found
    const [local = ''] = email.split('@')
    const isPhone = phones.find(local, true).length > 0
    const name = isPhone ? phones.standIn(local).text : names.invent(key)
    let made = `${name}@example.com`
    for (let next = 2; taken.has(made) || made === key; next += 1) made = `${name}.${next}@example.com`
    taken.add(made)
    given.set(key, made)
    return made
  }
  return { standIn, isOriginal: (email: string) => given.has(email.toLowerCase()) && !taken.has(email.toLowerCase()) }
}
