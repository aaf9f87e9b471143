/** A table of fields as a provider's page prints it: name and type of each field of `data`. */
interface FieldTable {
  readonly provider: string
  readonly event: string
  readonly rows: readonly FieldRow[]
  /** The whole payload around these fields. */
  readonly envelope: (data: { [name: string]: Json }) => { [name: string]: Json }
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

interface FieldRow {
  readonly name: string
  /** In the page's words. */
  readonly type: string
  /** A value of this type. */
  readonly sample: Json
}

const samples: Readonly<Record<string, Json>> = {
  string: 'text',
  integer: 240,
  number: 12.5,
  boolean: true,
  object: {},
  array: [],
  datetime: '2024-01-15T10:30:00',
}

/** Rows as on the page. A value that is not any of its type stands behind it. */
function table(text: string): FieldRow[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', type = '', value] = line.split(';').map((part) => part.trim())
      return { name, type, sample: value === undefined ? samples[type.split(' ')[0]!]! : (JSON.parse(value) as Json) }
    })
}

const sms = table(`
  id; string
  direction; string; "INBOUND"
  type; string; "MMS"
  content; string
  sent_at; datetime
  from_number; string
  to_number; string
  from_name; string
  to_name; string
`)

const contact = table(`
  id; string
  name; string | null
  last_name; string | null
  company; string | null
  emails; array; ["a@b.example"]
  numbers; array; ["+15550100"]
`)

const transfer = '{ "number": null, "user_email": "a@b.example", "user_name": null }'

export const fieldTables: readonly FieldTable[] = [
  {
    provider: 'replicer',
    event: 'call.ended',
    envelope: (data) => ({ id: 'evt-delivery-uuid', event: 'call.ended', timestamp: '2026-04-05T14:04:00Z', data }),
    rows: table(`
      callId; string
      organizationId; string
      agentId; string
      agentName; string
      customerName; string | null
      customerPhone; string
      fromNumber; string
      direction; string; "OUTBOUND"
      status; string
      duration; integer
      disconnectionReason; string | null
      sentiment; string | null
      summary; string | null
      transcript; string | null
      callSuccessful; boolean | null
      tokenCost; number
      startedAt; string | null; "2026-04-05T14:00:00Z"
      endedAt; string | null; "2026-04-05T14:04:00Z"
      metadata; object | null
    `),
  },
  {
    provider: 'allo-v1',
    event: 'CALL_RECEIVED',
    envelope: (data) => ({ topic: 'CALL_RECEIVED', data }),
    rows: table(`
      id; string
      start_date; datetime
      recording_url; string | null
      from_number; string
      from_name; string | null
      to; string
      to_name; string | null
      length_in_minutes; number
      length; string
      tag; string | null
      summary; string | null
      one_sentence_summary; string | null
      transcriptions; array
      concatenated_transcript; string
      data_collected; object
      type; string; "INBOUND"
      integration_id; string | null
      transfer_from; object | null; ${transfer}
      transfer_to; object | null; ${transfer}
      user_email; string
      original_to_number; string | null
      original_to_name; string | null
      transfer_original_call_id; string | null
    `),
  },
  ...['SMS_RECEIVED', 'SMS_SENT'].map(
    (topic): FieldTable => ({
      provider: 'allo-v1',
      event: topic,
      envelope: (data) => ({ topic, data }),
      rows: sms,
    }),
  ),
  ...['CONTACT_CREATED', 'CONTACT_UPDATED'].map(
    (topic): FieldTable => ({
      provider: 'allo-v1',
      event: topic,
      envelope: (data) => ({ topic, data }),
      rows: contact,
    }),
  ),
]
