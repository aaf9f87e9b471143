// @vitest-environment jsdom
import { gzipSync } from 'node:zlib'
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useBody, useSegment } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/use-body.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const mebi = 1024 * 1024

function Body({ detail }: { detail: DeliveryDetail }) {
  const body = useBody(detail)
  return (
    <>
      <output aria-label="State">{body.state}</output>
      {body.state === 'ready' ? (
        <output aria-label="Bytes">{`${body.received.length} ${body.content.bytes.length}`}</output>
      ) : null}
      {body.state === 'large' ? (
        <button type="button" onClick={body.load}>
          {body.size}
        </button>
      ) : null}
    </>
  )
}

function Segment({ id, size }: { id: string; size: number }) {
  const { index, count, start, bytes, error, go } = useSegment(id, size)
  return (
    <>
      <output aria-label="Place">{`${index + 1} of ${count} from ${start}`}</output>
      <output aria-label="First byte">{bytes ? String(bytes[0]) : error ? 'failed' : 'reading'}</output>
      <button type="button" onClick={() => go(index + 1)}>
        Next
      </button>
    </>
  )
}

/** Bodies that were read are kept by id: each test has a delivery of its own. */
let count = 0
function stored(
  bytes: Uint8Array,
  change: (engine: MemoryEngine) => void = () => undefined,
  headers: [string, string][] = [],
) {
  count += 1
  const id = `body_${count}`
  const detail = deliveryDetail({ id, size: bytes.length }, { headers, bodySize: bytes.length })
  const engine = memoryEngine((engine) => {
    engine.bodies.set(id, bytes)
    change(engine)
  })
  return { engine, detail, id }
}
const said = (name: string) => screen.getByRole('status', { name }).textContent
const shows = (name: string, text: string) => expect.poll(() => said(name)).toBe(text)

test('a body of several pages is put together whole', async () => {
  const { engine, detail } = stored(new Uint8Array(mebi + 5))
  const { inputs } = await renderWith(engine, <Body detail={detail} />)
  await shows('State', 'ready')
  expect(said('Bytes')).toBe(`${mebi + 5} ${mebi + 5}`)
  expect(inputs('deliveries.body').map((input) => (input as { offset: number }).offset)).toEqual([0, mebi])
})

test('what was read is not read again for another tab', async () => {
  const { engine, detail } = stored(new Uint8Array(3))
  const { inputs, rerender } = await renderWith(engine, <Body detail={detail} />)
  await shows('State', 'ready')
  rerender(<Body key="other tab" detail={detail} />)
  await shows('State', 'ready')
  expect(inputs('deliveries.body')).toHaveLength(1)
})

test('a large body is read only when one says so; another delivery asks again', async () => {
  const { engine, detail } = stored(new Uint8Array(2 * mebi + 1))
  const { user, inputs, rerender } = await renderWith(engine, <Body detail={detail} />)
  expect(said('State')).toBe('large')
  expect(inputs('deliveries.body')).toEqual([])
  await user.click(screen.getByRole('button', { name: String(2 * mebi + 1) }))
  await shows('State', 'ready')
  const other = { ...detail, id: `${detail.id}_other` }
  rerender(<Body detail={other} />)
  expect(said('State')).toBe('large')
})

test('a small body that unpacks to a large one is not shown unasked either', async () => {
  const packed = gzipSync(new Uint8Array(3 * mebi))
  const { engine, detail } = stored(packed, undefined, [['Content-Encoding', 'gzip']])
  const { user } = await renderWith(engine, <Body detail={detail} />)
  await shows('State', 'large')
  await user.click(screen.getByRole('button', { name: String(3 * mebi) }))
  await shows('State', 'ready')
  expect(said('Bytes')).toBe(`${packed.length} ${3 * mebi}`)
})

test('a body that could not be read is read again when the connection is back', async () => {
  const { engine, detail } = stored(new Uint8Array(3), ({ connection }) => connection.set('lost'))
  await renderWith(engine, <Body detail={detail} />)
  await shows('State', 'failed')
  await happens(() => engine.connection.set('open'))
  await shows('State', 'ready')
})

test('a body that is there stays when the connection goes', async () => {
  const { engine, detail } = stored(new Uint8Array(3))
  const { inputs } = await renderWith(engine, <Body detail={detail} />)
  await shows('State', 'ready')
  await happens(() => engine.connection.set('lost'))
  await happens(() => engine.connection.set('open'))
  expect(said('State')).toBe('ready')
  expect(inputs('deliveries.body')).toHaveLength(1)
})

test('the answer for one delivery is never shown for another', async () => {
  const { engine, detail } = stored(new Uint8Array(3))
  const answer = engine.connection.hold('deliveries.body')
  const { rerender } = await renderWith(engine, <Body detail={detail} />)
  const other = { ...detail, id: `${detail.id}_other` }
  engine.bodies.set(other.id, new Uint8Array(7))
  rerender(<Body detail={other} />)
  await happens(answer)
  await shows('Bytes', '7 7')
})

test('of a body of any size a mebibyte is read at a time', async () => {
  const bytes = new Uint8Array(2 * mebi + 1)
  bytes.set([1], 0)
  bytes.set([2], mebi)
  const { engine, id } = stored(bytes)
  const { user, inputs } = await renderWith(engine, <Segment id={id} size={bytes.length} />)
  await shows('First byte', '1')
  expect(said('Place')).toBe('1 of 3 from 0')
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await shows('First byte', '2')
  expect(said('Place')).toBe(`2 of 3 from ${mebi}`)
  expect(inputs('deliveries.body')).toHaveLength(2)
})

test('another delivery begins at its first part', async () => {
  const { engine, id } = stored(new Uint8Array(2 * mebi))
  const { user, rerender } = await renderWith(engine, <Segment id={id} size={2 * mebi} />)
  await user.click(screen.getByRole('button', { name: 'Next' }))
  engine.bodies.set('other', Uint8Array.of(9))
  rerender(<Segment id="other" size={1} />)
  await shows('First byte', '9')
  expect(said('Place')).toBe('1 of 1 from 0')
})

test('a part that could not be read is read again when the connection is back', async () => {
  const { engine, id } = stored(Uint8Array.of(5))
  engine.connection.fail('deliveries.body', new AppError('closed', 'gone'))
  await renderWith(engine, <Segment id={id} size={1} />)
  await shows('First byte', 'failed')
  await happens(() => engine.connection.set('lost'))
  engine.connection.fail('deliveries.body', null)
  await happens(() => engine.connection.set('open'))
  await shows('First byte', '5')
})
