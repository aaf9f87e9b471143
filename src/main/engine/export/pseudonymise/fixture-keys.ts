import { createPrivateKey, createPublicKey } from 'node:crypto'

/**
 * Key pairs that sign safe fixtures, where the provider signs with a private key. Their private halves are public, on
 * purpose: nothing but fixtures may ever be checked with them. PKCS#8 in Base64.
 */
const privateKeys = {
  ed25519: 'MC4CAQAwBQYDK2VwBCIEIESdiNZgSn4fmzh6A8xKZDWowHrMa3i68KEV66zkAzOq',
  rsa: [
    'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDZu60ouSgoq0gseb0yyuPNhVrrQSjbnXEuD6oHpoSEQTXn0pQW',
    'SHtzkIqlnW2BEYvVL/kHgwQ9Va/ps0RQV5b8m2FXWOeLyewE5AJRexK97zUveXf0CKVK2pgtY9EkBPqahOMBprup9jVmWtitSd/7',
    'uYxQy7hF1ZIOIujpbIUeuwelVSJeXwcFFt4pyV4JReeCrExdWkhBstTK1l+jPLo4qEGMvKaj7+5BwjDBpxA5I//cHf1ADenejXMM',
    'zGOJwve/g51ZDfVxz1GqzjqEbn8AMaqm0SdzNLq3Juk7ADzb4nPHA3fKX9J2bamEhwG8+NBIGvNOCad+R2CUW3X4NnKNAgMBAAEC',
    'ggEAAcrHE6slzuM4BRuxvbcIoHgCRfuY5ekvawu4dcx+UeYFLFBh+nv5aNEDVHZ4VgQKX1nAJjptwMEm4UN3OA+8f6hEvmwOKIBO',
    'jRdrrcws8jtuN+Ll+fAknM+HSfUEyJPc6dmBp9FoQS90WZBnsPzHF0KRSoH0FT5l2nAZntWPPpqTbs+qm/8/7yxWoeUdl3xZR2Ec',
    '9GoCaHxt0bOb6XGV9o2izCE9vJc9oOKoQxCH5xAyOK2GtbG81t8vBAaxoqVXEboD7Ea39UW8sFDblIuE1gUd0WAVaEfO37eD68PV',
    '0MzO/XVxZZLnaoQNlzl/2TPhcTpcrU8k9k6+mOIgFDIsEQKBgQDuDaiqgRitVfX5VVHEDL+U79rAGhuUVCR+51cPwJH6fTNhpJWw',
    'FG7yvKBkJB5d5GCV3ip1JwVoqmxhbg+8u2IPU0AoEDf/ctEnVLPsZTJTrW2w3pC+6COpuZBNBUm9ynz3PRSNv3kbWfeZ8cTEnVTP',
    'k+URhtucSiC+Eqvf5sMXUQKBgQDqJdgq+5i5RVMOFltKce8exlzMmIeEgs/NYgxeX/WARPXqGlxq3+C+to0axwAcPOh0dAGBlhJ+',
    'ntxYv4CoixP2WhwnlzvOh9GIeiY4GZJxOjBMSP2OI73mnzK5L02TDhgwXAJcm5YosbGcRm0YSWoIzKpb5yQbXMnHlRPwj88QfQKB',
    'gQCIymqAR5yBhiLI+oD4sgaos8c0mgv9CPjLv22kzJhVovoSgrvNKYCzlTZpNOQKOgBSPg6RsTGHel67Ab6jSd3IRqNYIjG7ZSPQ',
    'gPi+v0vTD5Y3iz0LpmNP1SSZTY+ZMrDqdTvJVBxoXiNMX8Qc4vdoLGj10FODlIkKD7qZ94VlcQKBgDYbGKCWEux9AHw43k+NlFvg',
    'KoF8nZQZRjuHdKQ6OFizlr/J56EqqpxnQqP1aCkeSfje9ZokO5HW08QOPIS13p8Go4rif4dyCxEmaL596kEP2SlHlI/L4o3wK6Bv',
    'NdXNY/mIyWLs8P3mUcxy2bLLBB2Ubale+BD6mAXuhPUJxidhAoGBALDvQ5WHF/AS6+ThSxg4M0BBGvprCOTb4kebDBD0Z+mpBzl8',
    'XwjgGdJ0hadxALu3lGPAqH64ouEkzEQTeDoksFxwuoc5/HYYhHm4iLfSh3AOeF8JgIA8qp5TFYv+/oa6GVITFV3L5S3sTHjDqh8W',
    'aVYytJCBltrNx2VzhubnLqbh',
  ].join(''),
  ec: [
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoIltj/9KNHs/5qtTtt+o7Zb1a9V8y5fifpNe0tpVyYmhRANCAATX',
    'UnCR4EpkSmR7BzcJ/YaXFGrlr4Y5mQxY0TTOLtJyz9uHkEmAmbKnYLKhlCohBhD7F9z4pLCB2dPzFjtYuIJg',
  ].join(''),
}

export type FixtureKeyType = keyof typeof privateKeys

export interface FixtureKey {
  readonly signWith: string
  /** As a verifier takes it: 32 bytes in Base64 for Ed25519, else PEM. */
  readonly checkWith: string
}

/** The key pair for fixtures of providers that sign with a private key of this type. */
export function fixtureKey(type: FixtureKeyType): FixtureKey {
  const text = privateKeys[type]
  const privateKey = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
  return { signWith: text, checkWith: type === 'ed25519' ? raw : pem }
}
