import type { ResponseRule } from '../model/response-rule.ts'

/** Is the rule on at this moment (Unix milliseconds)? Its minutes are counted by whoever asks; its deliveries are not. */
export function isRuleOn(rule: Pick<ResponseRule, 'on' | 'since' | 'switchOff'>, now: number): boolean {
  const off = switchesOffAt(rule)
  return rule.on && (off === null || now < off)
}

/** When a rule that is on switches itself off by time, Unix milliseconds; null where it does not. */
export function switchesOffAt({ since, switchOff }: Pick<ResponseRule, 'since' | 'switchOff'>): number | null {
  return switchOff.afterMinutes === null ? null : since + switchOff.afterMinutes * 60_000
}

/** Under this key a rule's deliveries are counted; a changed rule starts again. */
export const countKey = ({ id, since }: Pick<ResponseRule, 'id' | 'since'>): string => `${id}@${since}`
