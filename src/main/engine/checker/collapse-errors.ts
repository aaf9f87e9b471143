import type { ErrorObject } from 'ajv'
import { allowsType, jsonTypeOf } from './describe.ts'
import { isSchemaObject, resolveSchema } from './schema-object.ts'

/** A fault found by the validator; `union`: none of several shapes has the value's type. */
export type Fault = ErrorObject & { readonly union?: true }

/**
 * Reduces the validator's errors to one per fault. Of the branches of an anyOf or oneOf only the one that the value seems to
 * be meant for keeps its errors; errors that merely repeat others (`if`, the tests of a property's name) go.
 */
export function collapseErrors(errors: readonly ErrorObject[], root: unknown): readonly Fault[] {
  let faults: readonly Fault[] = errors.filter((error) => error.keyword !== 'if' && error.propertyName === undefined)
  // The outermost union comes last: it may drop a branch together with the unions inside.
  for (const union of faults.filter(isUnion).toReversed()) {
    if (faults.includes(union)) faults = collapseUnion(faults, union, root)
  }
  return faults
}

function isUnion(fault: Fault): boolean {
  return fault.keyword === 'anyOf' || fault.keyword === 'oneOf'
}

function collapseUnion(faults: readonly Fault[], union: Fault, root: unknown): readonly Fault[] {
  const branches = Array.isArray(union.schema) ? union.schema : []
  const isPassedTwice = Array.isArray(union.params.passingSchemas)
  if (isPassedTwice || branches.length === 0) return faults

  const branchOf = (fault: Fault) => branches.findIndex((branch, index) => isWithin(fault, union, branch, index))
  const belongs = new Map(faults.map((fault) => [fault, fault === union ? -1 : branchOf(fault)]))
  const fitting = branches
    .keys()
    .filter((index) => fitsType(branches[index], union.data, root))
    .toArray()
  const meant = fitting.filter((index) => !faults.some((fault) => belongs.get(fault) === index && isTag(fault, union)))
  const chosen = meant.length === 1 ? meant[0] : fitting.length === 1 ? fitting[0] : undefined

  const outside = (fault: Fault) => belongs.get(fault) === -1 && fault !== union
  const ofChosen = faults.filter((fault) => chosen !== undefined && belongs.get(fault) === chosen)
  if (ofChosen.length > 0) return faults.filter((fault) => outside(fault) || ofChosen.includes(fault))
  const replacement: Fault = fitting.length === 0 ? { ...union, union: true } : union
  return faults.flatMap((fault) => (fault === union ? [replacement] : outside(fault) ? [fault] : []))
}

/** Was this found inside that branch? Errors behind a `$ref` carry the path of the definition, not of the branch. */
function isWithin(fault: Fault, union: Fault, branch: unknown, index: number): boolean {
  const inside = fault.instancePath === union.instancePath || fault.instancePath.startsWith(`${union.instancePath}/`)
  if (!inside) return false
  const reference = isSchemaObject(branch) && typeof branch.$ref === 'string' ? branch.$ref : null
  return [`${union.schemaPath}/${index}`, reference].some(
    (prefix) => prefix !== null && (fault.schemaPath === prefix || fault.schemaPath.startsWith(`${prefix}/`)),
  )
}

/** A field with a fixed value tells which branch is meant. */
function isTag(fault: Fault, union: Fault): boolean {
  const depth = fault.instancePath.slice(union.instancePath.length).split('/').length - 1
  return depth === 1 && (fault.keyword === 'const' || fault.keyword === 'enum')
}

function fitsType(branch: unknown, value: unknown, root: unknown): boolean {
  const schema = resolveSchema(branch, root)
  if (!isSchemaObject(schema)) return schema !== false
  if (schema.type !== undefined) return allowsType(schema.type, value)
  const listed = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null
  return listed === null || listed.some((item) => jsonTypeOf(item) === jsonTypeOf(value))
}
