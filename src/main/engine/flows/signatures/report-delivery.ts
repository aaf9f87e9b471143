import type { SignatureReport } from '#shared/model/signature-report.ts'
import { reportSignature } from '../../signatures/report.ts'
import type { ReadSignatureCase } from './signature-case.ts'

/** The evidence behind a delivery's verdict. A set-up request that needs no signature is not judged by one afterwards. */
export function createSignatureReporter(readCase: ReadSignatureCase): (id: string) => Promise<SignatureReport> {
  return async (id) => {
    const { delivery, input } = await readCase(id)
    const { verdict } = delivery
    if (verdict.reason !== 'handshake') return reportSignature(input)
    return { verification: verdict, scheme: null, signedString: [], received: [], expected: [] }
  }
}
