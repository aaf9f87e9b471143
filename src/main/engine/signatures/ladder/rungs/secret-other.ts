import type { Rung } from '../candidate.ts'

/** Signed with a secret that this endpoint once had, or that belongs to another one. */
export const secretOther: Rung = {
  title: 'Retired secrets and those of other endpoints',
  *candidates({ input }) {
    for (const { secret, endpoint } of input.others) {
      if (secret.value.trim() === '') continue
      const where = endpoint === null ? 'retired' : `of ${endpoint}`
      yield {
        cause: 'secret-other',
        tried: `the secret “${secret.label}”, ${where}`,
        sentence:
          endpoint === null
            ? `It is signed with the secret “${secret.label}”, which has been retired here.`
            : `It is signed with a secret of another endpoint, ${endpoint}.`,
        proof: 'As it came,',
        advice:
          endpoint === null
            ? 'Give the sender the new secret, or use the retired one again.'
            : 'Send such deliveries to that endpoint, or add its secret to this one.',
        keys: [secret],
        fix: (match) => ({
          kind: 'secret',
          secretId: match.id,
          text:
            endpoint === null
              ? `Use the secret “${match.label}” again`
              : `Add the secret “${match.label}” of ${endpoint}`,
        }),
      }
    }
  },
}
