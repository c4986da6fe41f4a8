/** Versions of the programme, published by a manager at a till. */
import { readProgramme } from '../contract/programme/form.ts';
import type { PublishResponse } from '../contract/sync/messages.ts';
import { combinations, MOST_COMBINATIONS } from '../domain/offers/choose.ts';
import { type Database, statement } from './database.ts';
import { noteChanges } from './pull/feed.ts';

const LOCK = statement('programmes.lock', 'LOCK TABLE programme IN SHARE ROW EXCLUSIVE MODE');
const LAST = statement<{ version: number }>(
  'programmes.last',
  'SELECT COALESCE(max(version), 0) AS version FROM programme',
);
const SAME = statement<{ version: number }>(
  'programmes.same',
  `SELECT version FROM programme
   WHERE COALESCE(asked_start_ms, (programme ->> 'startsAtMs')::bigint) = $1
     AND programme - 'version' - 'startsAtMs' = $2::jsonb - 'version' - 'startsAtMs'
   ORDER BY version DESC LIMIT 1`,
);
const ADD = statement(
  'programmes.add',
  'INSERT INTO programme (version, programme, asked_start_ms) VALUES ($1, $2::jsonb, $3)',
);

/**
 * Takes the next version: its number is given here, so that two managers who publish at once get two versions. A programme that is wrong
 * is not taken, and the answer names the place; one whose start is past begins now. The same rules asked for again from the same instant
 * are the same version: the answer was lost, and the manager tried again.
 */
export async function publishProgramme(database: Database, json: object, nowMs: number): Promise<PublishResponse> {
  return database.transaction('write', async (asking) => {
    await asking.change(LOCK);
    const [last] = await asking.rows(LAST);
    const version = (last?.version ?? 0) + 1;
    const asked = 'startsAtMs' in json && Number.isSafeInteger(json.startsAtMs) ? Number(json.startsAtMs) : null;
    const programme = { ...json, version, startsAtMs: Math.max(asked ?? nowMs, nowMs) };
    const read = readProgramme(programme, { combinations, most: MOST_COMBINATIONS });
    if (!read.ok) return { version: last?.version ?? 0, fault: read.faults[0] ?? { path: '', fault: 'wrong' } };
    const text = JSON.stringify(programme);
    const [same] = await asking.rows(SAME, [asked, text]);
    if (same !== undefined) return { version: same.version, fault: null };
    await asking.change(ADD, [version, text, asked]);
    await noteChanges(asking, [{ kind: 'programme', key: String(version), scope: 'chain', endsMs: null }]);
    return { version, fault: null };
  });
}
