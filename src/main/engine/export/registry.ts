import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { RenderOptions } from '#shared/model/export-options.ts'
import type { ExportFile, ExportFormat, ExportItem } from './export-format.ts'
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
import { maskItems } from './mask-items.ts'

const formats: readonly ExportFormat[] = [
  ...[fixture, curl, httpie, http, postman, har],
  ...[vitest, jest, nodeTest, playwright, pytest, goTest],
  ...[typescript, zod, jsonSchema],
]

/** A format as the engine uses it: credentials are masked before the format sees anything. */
export interface Exporter extends Readonly<ExportFormatInfo>, Pick<ExportFormat, 'oneByOne'> {
  render(items: readonly ExportItem[], generator: string, options?: RenderOptions): readonly ExportFile[]
  /** For what was masked already. */
  readonly renderMasked: ExportFormat['render']
}

/** All export formats, by id, in the order of the menu. */
export const exportFormats: ReadonlyMap<string, Exporter> = new Map(
  formats.map((format) => [
    format.id,
    {
      ...format,
      render: (items, generator, options = {}) => format.render(maskItems(items), generator, options),
      renderMasked: format.render,
    },
  ]),
)

/** What the menu shows of them. */
export function exportFormatInfos(): ExportFormatInfo[] {
  return [...exportFormats.values()].map(({ render: _, renderMasked: _masked, oneByOne: _one, ...info }) => info)
}
