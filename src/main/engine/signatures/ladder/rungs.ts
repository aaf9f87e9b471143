import type { VerificationReason } from '#shared/model/verification.ts'
import type { Rung } from './candidate.ts'
import { algorithm } from './rungs/algorithm.ts'
import { asItCame } from './rungs/as-it-came.ts'
import { bodyCharset } from './rungs/body-charset.ts'
import { bodyCompressed } from './rungs/body-compressed.ts'
import { bodyEmpty } from './rungs/body-empty.ts'
import { bodyEnds } from './rungs/body-ends.ts'
import { bodyForm } from './rungs/body-form.ts'
import { bodyEscapes, bodyKeyOrder, bodyKeyOrders, bodyNumbers } from './rungs/body-json.ts'
import { bodyWhitespace } from './rungs/body-whitespace.ts'
import { contentTypeRule } from './rungs/content-type-rule.ts'
import { encoding } from './rungs/encoding.ts'
import { formString } from './rungs/form-string.ts'
import { headerShapes, headerSpellings } from './rungs/header-names.ts'
import { prefix, prefixSpelling } from './rungs/prefix.ts'
import { secretForm } from './rungs/secret-form.ts'
import { secretOther } from './rungs/secret-other.ts'
import { signedString } from './rungs/signed-string.ts'
import { tokenPlace } from './rungs/token-place.ts'
import { url } from './rungs/url.ts'
import { ownHeadersOfOthers, wrongProvider } from './rungs/wrong-provider.ts'
import type { Subject } from './subject.ts'

const names: readonly Rung[] = [headerSpellings, ownHeadersOfOthers, headerShapes]
const smallBody: readonly Rung[] = [bodyEnds, bodyCharset, bodyCompressed, bodyEmpty]
const body: readonly Rung[] = [
  bodyEnds,
  bodyCharset,
  bodyWhitespace,
  bodyEscapes,
  bodyNumbers,
  bodyKeyOrder,
  bodyForm,
  bodyCompressed,
  bodyEmpty,
]
const full: readonly Rung[] = [
  asItCame,
  secretForm,
  secretOther,
  encoding,
  prefix,
  algorithm,
  url,
  contentTypeRule,
  ...body,
  signedString,
  formString,
  headerShapes,
  wrongProvider,
  bodyKeyOrders,
]

/** What is worth trying, by the reason of the verdict, most frequent first. */
const byReason: Partial<Record<VerificationReason, readonly Rung[]>> = {
  'header-missing': [...names, tokenPlace, ...smallBody, wrongProvider],
  'timestamp-missing': [headerSpellings, headerShapes, wrongProvider],
  'timestamp-malformed': [asItCame],
  'header-malformed': [prefix, encoding, ...names, ...smallBody, wrongProvider],
  'no-supported-version': [prefixSpelling, ...names, wrongProvider],
  'unsupported-algorithm': [prefixSpelling, ...names, wrongProvider],
  'body-hash-mismatch': [...body, url, bodyKeyOrders],
}

export const rungsFor = ({ verification }: Subject): readonly Rung[] => byReason[verification.reason] ?? full
