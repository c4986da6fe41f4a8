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
const ADD = statement('programmes.add', 'INSERT INTO programme (version, programme) VALUES ($1, $2::jsonb)');

/**
 * Takes the next version: its number is given here, so that two managers who publish at once get two versions. A programme that is wrong
 * is not taken, and the answer names the place; one whose start is past begins now.
 */
export async function publishProgramme(database: Database, json: object, nowMs: number): Promise<PublishResponse> {
  return database.transaction('write', async (asking) => {
    await asking.change(LOCK);
    const [last] = await asking.rows(LAST);
    const version = (last?.version ?? 0) + 1;
    const starts = 'startsAtMs' in json && typeof json.startsAtMs === 'number' ? json.startsAtMs : nowMs;
    const programme = { ...json, version, startsAtMs: Math.max(starts, nowMs) };
    const read = readProgramme(programme, { combinations, most: MOST_COMBINATIONS });
    if (!read.ok) return { version: last?.version ?? 0, fault: read.faults[0] ?? { path: '', fault: 'wrong' } };
    await asking.change(ADD, [version, JSON.stringify(programme)]);
    await noteChanges(asking, [{ kind: 'programme', key: String(version), scope: 'chain', endsMs: null }]);
    return { version, fault: null };
  });
}
