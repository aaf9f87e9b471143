/** Numbers that a regulator keeps free for films and books: a prefix, and how many digits come after it. */
export interface FreeRange {
  readonly prefix: string
  readonly digits: number
}

export interface FreeNumbers {
  readonly mobile: readonly FreeRange[]
  readonly fixed: readonly FreeRange[]
  readonly tollFree?: readonly FreeRange[]
}

const each = (digits: number, ...prefixes: readonly string[]): FreeRange[] =>
  prefixes.map((prefix) => ({ prefix, digits }))

/** Area codes that stand in where the original has none that exists. */
const areaCodes = ['202', '212', '312', '415', '503', '617', '702', '808']

/** 555-0100 to 555-0199 in any area code (NANPA: 555 line numbers for fictional use); toll-free only 800-555-0199. */
export function northAmerican(areaCode: string | null): FreeNumbers {
  const first = areaCode === null ? [] : [areaCode]
  const fixed = each(2, ...[...first, ...areaCodes].map((code) => `${code}55501`))
  return { mobile: fixed, fixed, tollFree: [...each(0, '8005550199'), ...fixed] }
}

/**
 * By calling code, which Jersey and others share with the United Kingdom; as national numbers. Sources, read at second hand (their own pages could not be reached):
 * GB: Ofcom, "Telephone numbers for use in TV and radio drama programmes".
 * AU: ACMA, "Phone numbers for use in TV shows, films and creative works".
 * FR: ARCEP, numbering plan, numbers for audiovisual works.
 * DE: Bundesnetzagentur, Mitteilung 148/2021 (“Drama Numbers”), which also lists those of the mobile operators.
 * SE: PTS, numbers for books and films.
 */
export const freeNumbers: Readonly<Record<string, FreeNumbers>> = {
  44: {
    mobile: each(3, '7700900'),
    fixed: each(
      3,
      ...['2079460', '1134960', '1144960', '1154960', '1164960', '1174960', '1184960', '1214960'],
      ...['1314960', '1414960', '1514960', '1614960', '1914980', '1632960'],
    ),
    tollFree: each(3, '8081570'),
  },
  61: {
    mobile: each(
      0,
      ...['491570006', '491570156', '491570157', '491570158', '491570159', '491570110', '491570313', '491570737'],
      ...['491571266', '491571491', '491571804', '491572549', '491572665', '491572983', '491573770', '491573087'],
      ...['491574118', '491574632', '491575254', '491575789', '491576398', '491576801', '491577426', '491577644'],
      ...['491578957', '491578148', '491578888', '491579212', '491579760', '491579455'],
    ),
    fixed: each(4, '25550', '27010', '35550', '37010', '75550', '77010', '85550', '87010'),
  },
  33: { mobile: each(4, '63998'), fixed: each(4, '19900', '26191', '35301', '46571', '53649') },
  49: {
    mobile: each(2, '17139200', '176040690'),
    fixed: each(3, '3023125', '6990009', '4066969', '2214710', '8999998'),
  },
  46: {
    mobile: Array.from({ length: 95 }, (_, at) => ({ prefix: String(701_740_605 + at), digits: 0 })),
    fixed: each(2, '3139006', '4062804', '8465004', '9803192'),
  },
}
