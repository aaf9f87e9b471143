import type { SchemaIssue } from '#shared/model/conformance.ts'
import type { CodeGhost, CodeMark } from '../../../../code/code-view-props.ts'
import type { FormattedJson } from '../../../../code/format-json.ts'
import { issueTone } from './issue-tree.ts'

/** Marks for issues on the lines of the payload as it is shown. */
export function issueMarks(issues: readonly SchemaIssue[], shown: FormattedJson): CodeMark[] {
  return issues
    .filter((issue) => issue.kind !== 'missing')
    .map((issue) => ({
      start: shown.toShown(issue.offset),
      end: shown.toShown(issue.offset + Math.max(0, issue.length - 1)) + 1,
      tone: issueTone(issue),
      glyph: issue.kind === 'extra' ? 'extra' : 'wrong',
    }))
}

/** Lines for fields that should be there: below the opening brace of the object that lacks them. */
export function missingLines(issues: readonly SchemaIssue[], shown: FormattedJson): CodeGhost[] {
  return issues
    .filter((issue) => issue.kind === 'missing')
    .map((issue) => ({
      after: shown.toShown(issue.offset),
      text: `${issue.pointer.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~')}: ${issue.expected}`,
    }))
}
