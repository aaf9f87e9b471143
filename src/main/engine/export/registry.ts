import { AppError } from '#shared/api/errors.ts'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { ExportFormat } from './export-format.ts'
import curl from './formats/curl.ts'
import fixture from './formats/fixture.ts'
import goTest from './formats/go-test.ts'
import har from './formats/har.ts'
import http from './formats/http.ts'
import httpie from './formats/httpie.ts'
import jest from './formats/jest.ts'
import jsonSchema from './formats/json-schema.ts'
import nodeTest from './formats/node-test.ts'
import playwright from './formats/playwright.ts'
import postman from './formats/postman.ts'
import pytest from './formats/pytest.ts'
import typescript from './formats/typescript.ts'
import vitest from './formats/vitest.ts'
import zod from './formats/zod.ts'

const formats: readonly ExportFormat[] = [
  ...[fixture, curl, httpie, http, postman, har],
  ...[vitest, jest, nodeTest, playwright, pytest, goTest],
  ...[typescript, zod, jsonSchema],
]

/** All export formats, by id, in the order of the menu. What they render was masked before. */
export const exportFormats: ReadonlyMap<string, ExportFormat> = new Map(formats.map((format) => [format.id, format]))

/** Throws AppError `not-found` that lists the formats where none of them has this id. */
export function exportFormatNamed(id: string): ExportFormat {
  const format = exportFormats.get(id)
  if (format !== undefined) return format
  const all = [...exportFormats.keys()].join(', ')
  throw new AppError('not-found', `There is no export format "${id}"; there are ${all}.`)
}

/** What the menu shows of them. */
export function exportFormatInfos(): ExportFormatInfo[] {
  return formats.map(({ render: _, oneByOne: _one, ...info }) => info)
}
