import { expect, test } from 'vitest'
import { formatXml } from '../../../src/renderer/src/code/xml-text.ts'

test('each element on its line, by depth', () => {
  expect(formatXml('<?xml version="1.0"?><a x="1>2"><b>one</b>\n\n<c/><d></d><!-- said --><e><f>2</f></e></a>\n')).toBe(
    [
      '<?xml version="1.0"?>',
      '<a x="1>2">',
      '  <b>one</b>',
      '  <c/>',
      '  <d></d>',
      '  <!-- said -->',
      '  <e>',
      '    <f>2</f>',
      '  </e>',
      '</a>',
    ].join('\n'),
  )
})

test('an element with text of its own stays byte for byte', () => {
  const mixed = '<p> Hello <b>you</b>,\n  two &amp; more <![CDATA[ <raw> ]]></p>'
  expect(formatXml(`<doc>${mixed}<q>x</q></doc>`)).toBe(`<doc>\n  ${mixed}\n  <q>x</q>\n</doc>`)
  expect(formatXml('<a><![CDATA[ 1 ]]></a>')).toBe('<a><![CDATA[ 1 ]]></a>')
})

test.each([
  '',
  'hello',
  '<a>',
  '<a></b>',
  '<a></a></b>',
  '<a><b></a></b>',
  'before <a/>',
  '<a b="></a>',
  '<!-- no end <a/>',
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  '<?xml version="1.0"?>',
])('%j is not laid out', (text) => expect(formatXml(text)).toBeNull())

test.each([
  '<'.repeat(200_000),
  '<!--a>'.repeat(50_000),
  '<"'.repeat(100_000),
  '<a>'.repeat(100_000),
  '<?a>'.repeat(50_000),
])('what is meant to take long is turned down in one pass', (text) => expect(formatXml(text)).toBeNull())
