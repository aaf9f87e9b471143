import { z } from 'zod'
import { signatureBreaks } from './signature-break-words.ts'

export const SignatureBreak = z.enum(signatureBreaks)
export type SignatureBreak = z.infer<typeof SignatureBreak>
