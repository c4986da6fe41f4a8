import type { FoundRecord } from '../domain/day/gather.ts';
import { RECORD_FORMAT, type RecordBody, type Sale } from '../domain/record/record.ts';
import { readBody } from './record.ts';

/** Stored bytes of a record as they are found when a day is gathered: with nothing believed of them, so that what cannot be read is a finding and no error. */

/** What bytes say by their form; null: they are no record. */
export function readFound(body: string): FoundRecord['read'] {
  try {
    const read = readBody(body);
    return read.known ? { head: read.record, record: read.record } : { head: read.head, record: null };
  } catch {
    return null;
  }
}

/**
 * The same, for bytes that are proven: by their hash they are what was made of a whole record, or read whole, before. A sale is then taken as
 * it stands: reading twenty thousand again by their form takes longer than everything else. All other kinds are read by their form.
 */
export function readProven(body: string): FoundRecord['read'] {
  if (!body.includes('"kind":"sale"')) return readFound(body);
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || raw.kind !== 'sale') return readFound(body);
  if (!('formatVersion' in raw) || typeof raw.formatVersion !== 'number' || raw.formatVersion > RECORD_FORMAT) {
    return readFound(body);
  }
  // Its form was tried when these very bytes were made or counted.
  const record = raw as RecordBody;
  return { head: record, record };
}

/** The sale that bytes are; null: they are none, or there are none. */
export function saleIn(body: string | null): Sale | null {
  const record = body === null ? null : (readFound(body)?.record ?? null);
  return record?.kind === 'sale' ? record : null;
}
