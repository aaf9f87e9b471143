import { type MadeUpPerson, madeUpPerson } from './made-up-people.ts'
import { type Seeded, seeded } from './seeded.ts'

export interface MadeUpTranscript {
  readonly language: string
  readonly text: string
  readonly caller: MadeUpPerson
  /** Whole sentences that may not be found in a safe export. */
  readonly said: readonly string[]
  /** What stays: labels of roles, times. */
  readonly structure: readonly string[]
}

interface Language {
  readonly agent: string
  readonly caller: string
  readonly greetings: readonly string[]
  readonly tell: readonly ((person: MadeUpPerson) => string)[]
  readonly goodbyes: readonly string[]
}

const languages: Readonly<Record<string, Language>> = {
  en: {
    agent: 'Agent',
    caller: 'Caller',
    greetings: ['Thanks for calling the clinic, how may I help?', 'Good morning, who am I speaking to?'],
    tell: [
      (p) => `My name is ${p.given} ${p.family} and I need a plumber.`,
      (p) => `You can reach me on ${p.nationalPhone} after six.`,
      (p) => `Please send it to ${p.email} today!`,
      (p) => `I live at ${p.address}, second floor.`,
    ],
    goodbyes: ['That is all booked for Thursday, bye!', 'We shall ring you back tomorrow.'],
  },
  de: {
    agent: 'Mitarbeiter',
    caller: 'Kunde',
    greetings: ['Guten Tag, was kann ich für Sie tun?', 'Praxis am Markt, mit wem spreche ich?'],
    tell: [
      (p) => `Hier ist ${p.given} ${p.family}, ich brauche einen Termin.`,
      (p) => `Meine Nummer ist ${p.phone}.`,
      (p) => `Schreiben Sie bitte an ${p.email}.`,
      (p) => `Ich wohne in der ${p.address}.`,
    ],
    goodbyes: ['Dann bis Donnerstag, auf Wiederhören!', 'Wir rufen morgen zurück.'],
  },
  fr: {
    agent: 'Agent',
    caller: 'Client',
    greetings: ['Bonjour, que puis-je faire pour vous ?', 'Cabinet dentaire, bonjour.'],
    tell: [
      (p) => `Je m’appelle ${p.given} ${p.family}.`,
      (p) => `Mon numéro est le ${p.nationalPhone}.`,
      (p) => `J’habite ${p.address}.`,
      (p) => `Écrivez à ${p.email} s’il vous plaît.`,
    ],
    goodbyes: ['À jeudi, au revoir.', 'Nous vous rappelons demain.'],
  },
  es: {
    agent: 'Agente',
    caller: 'Cliente',
    greetings: ['Buenos días, ¿en qué puedo ayudarle?', 'Clínica dental, dígame.'],
    tell: [
      (p) => `Soy ${p.given} ${p.family} y necesito una cita.`,
      (p) => `Mi teléfono es ${p.phone}.`,
      (p) => `Vivo en ${p.address}.`,
      (p) => `Mi correo es ${p.email}.`,
    ],
    goodbyes: ['Hasta el jueves, gracias.', 'Le llamamos mañana.'],
  },
  ru: {
    agent: 'Agent',
    caller: 'User',
    greetings: ['Здравствуйте, чем могу помочь?', 'Добрый день, слушаю вас.'],
    tell: [
      (p) => `Меня зовут ${p.given} ${p.family}.`,
      (p) => `Мой номер ${p.phone}.`,
      (p) => `Мой адрес: ${p.address}.`,
    ],
    goodbyes: ['До свидания, ждём вас в четверг.', 'Мы перезвоним завтра.'],
  },
  ja: {
    agent: 'Agent',
    caller: 'User',
    greetings: ['お電話ありがとうございます。', 'ご用件をお伺いします。'],
    tell: [(p) => `${p.family}${p.given}と申します。`, (p) => `番号は ${p.phone} です。`],
    goodbyes: ['それでは木曜日に。', '明日お電話いたします。'],
  },
}

/** Ways in which providers write who said what. */
const layouts: readonly ((turns: readonly [who: string, what: string][]) => string)[] = [
  (turns) => turns.map(([who, what]) => `${who}: ${what}`).join('\n'),
  (turns) => turns.map(([who, what], at) => `[00:${String(at * 7).padStart(2, '0')}] ${who}: ${what}`).join('\r\n'),
  (turns) => turns.map(([who, what]) => `${who}: ${what}`).join(' '),
  (turns) =>
    turns
      .map(([who, what], at) => `${at + 1}\n00:00:0${at}.000 --> 00:00:0${at + 1}.500\n${who}: ${what}`)
      .join('\n\n'),
]

/** A corpus of calls in several languages, made from building blocks; the same for the same seed. */
export function madeUpTranscripts(count: number, seed = 1): MadeUpTranscript[] {
  const chance = seeded(seed)
  return Array.from({ length: count }, () => madeUpTranscript(chance))
}

function madeUpTranscript(chance: Seeded): MadeUpTranscript {
  const language = chance.pick(Object.keys(languages))
  const { agent, caller: callerLabel, greetings, tell, goodbyes } = languages[language]!
  const caller = madeUpPerson(chance)
  // Some providers write the caller's name where others write the role.
  const isNamed = chance.chance(0.3)
  const who = isNamed ? caller.given : callerLabel
  const told = tell.map((each) => each(caller))
  const turns: [string, string][] = [
    [agent, chance.pick(greetings)],
    ...told.flatMap((sentence): [string, string][] => [[who, sentence]]),
    [agent, chance.pick(goodbyes)],
  ]
  const text = chance.pick(layouts)(turns)
  const times = text.match(/\d\d:\d\d(?:[:.]\d+)*(?: --> \S+)?/g) ?? []
  return {
    language,
    text,
    caller,
    said: turns.map(([, what]) => what),
    structure: [`${agent}:`, ...(isNamed ? [] : [`${callerLabel}:`]), ...times],
  }
}
