import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conformanceStates, verificationReasons, verificationStates } from '#shared/model/verdict-words.ts'
import { wordsOf } from '../../../../src/main/engine/lib/searchable-text.ts'
import {
  blockBits,
  codeOf,
  flags,
  partitionBits,
  searchMark,
  textKey,
  wordOf,
  wordsPartition,
  wordsTable,
} from '../../../../src/main/engine/projections/codes.ts'
import { holdsFor } from '../../../support/property.ts'

describe('codes', () => {
  test('stand for the words of their list, both ways', () => {
    for (const [list, words] of [
      ['verification', verificationStates],
      ['reason', verificationReasons],
      ['conformance', conformanceStates],
    ] as const)
      for (const word of words) expect(wordOf(list, codeOf(list, word))).toBe(word)
  })

  test('0 is none, and a word that this version does not know', () => {
    expect([codeOf('verification', null), codeOf('verification', 'of tomorrow'), codeOf('direction', '')]).toEqual([
      0, 0, 0,
    ])
    expect([wordOf('verification', 0), wordOf('verification', 999), wordOf('direction', -1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('flags do not overlap', () => {
    const all = Object.values(flags)
    expect(all.reduce<number>((sum, flag) => sum | flag, 0)).toBe(all.reduce<number>((sum, flag) => sum + flag, 0))
  })
})

describe('keys of texts', () => {
  test('are exact numbers above 0, the same for the same text', () => {
    holdsFor(fc.string({ unit: 'binary' }), (text) => {
      const key = textKey(text)
      expect(Number.isSafeInteger(key) && key > 0).toBe(true)
      expect(textKey(text)).toBe(key)
    })
  })

  test('of a hundred thousand ids that resemble each other are all different', () => {
    const keys = new Set(Array.from({ length: 100_000 }, (_, at) => textKey(`evt_000000000000000000000000000${at}`)))
    expect(keys.size).toBe(100_000)
  })
})

describe('stretches of the index of words', () => {
  test('begin where the last one ended, and know their number', () => {
    const size = 2 ** partitionBits
    expect([wordsTable(0), wordsTable(size - 1), wordsTable(size)]).toEqual(['words_0', 'words_0', 'words_1'])
    expect(wordsPartition(wordsTable(5 * size))).toBe(5)
    expect(wordsPartition(wordsTable(Number.MAX_SAFE_INTEGER))).toBe(Math.floor(Number.MAX_SAFE_INTEGER / size))
    expect(partitionBits).toBeGreaterThan(blockBits)
  })

  test.each(['words_0_terms', 'words_0_docsize', 'words_', 'words_removed', 'xwords_1', 'deliveries'])(
    '%s is none',
    (table) => expect(wordsPartition(table)).toBeNull(),
  )
})

describe('marks among the words', () => {
  test('are one word each that no text has, whatever they stand for', () => {
    holdsFor(fc.string({ unit: 'binary' }), (value) => {
      const mark = searchMark('header', value)
      expect(wordsOf(mark)).toEqual([mark])
      expect(mark).toMatch(/^\ue000h[0-9a-z]+$/)
    })
  })

  test('differ by field, and not by the case of a value', () => {
    expect(searchMark('type', 'Call.Ended')).toBe(searchMark('type', 'call.ended'))
    const fields = ['endpoint', 'provider', 'type', 'verification', 'header'] as const
    expect(new Set(fields.map((field) => searchMark(field, 'same'))).size).toBe(fields.length)
  })
})
