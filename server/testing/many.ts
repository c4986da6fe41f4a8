/** Very many members at once, as their tills would have brought them: for measuring what a chain of a million costs. */
import pg from 'pg';
import type { CardState, MemberState } from '../../contract/sync/states.ts';
import { assert } from '../../domain/assert.ts';
import { connection } from '../database.ts';
import { WHOLE_CHAIN } from '../pull/feed.ts';

/** Members with one card each, straight into the centre's tables and its feed; to be called portion by portion. */
export async function putMany(
  databaseUrl: string,
  portions: AsyncIterable<readonly (MemberState | CardState)[]> | Iterable<readonly (MemberState | CardState)[]>,
): Promise<void> {
  const client = new pg.Client(connection(databaseUrl));
  await client.connect();
  try {
    for await (const portion of portions) {
      const members = portion.filter((one) => one.kind === 'member');
      const cards = portion.filter((one) => one.kind === 'card');
      const persons = members.map(({ person }) => {
        assert(person !== null, 'nobody of these is erased');
        return person;
      });
      const ids = members.map(({ id }) => id);
      await client.query('BEGIN');
      await client.query('INSERT INTO member (id, joined) SELECT * FROM unnest($1::uuid[], $2::date[])', [
        ids,
        members.map(({ joined }) => joined),
      ]);
      await client.query(
        `INSERT INTO person (member, name, call_name, phone, language, birthday, marketing)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bool[])`,
        [
          ids,
          persons.map(({ name }) => name),
          persons.map(({ callName }) => callName),
          persons.map(({ phone }) => phone),
          persons.map(({ language }) => language),
          persons.map(({ birthday }) => birthday),
          persons.map(({ marketing }) => marketing),
        ],
      );
      await client.query(
        `INSERT INTO member_standing (member, balance, lots, tally, coupons)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::jsonb[], $5::jsonb[])`,
        [
          ids,
          members.map(({ balance }) => balance),
          members.map(({ lots }) => JSON.stringify(lots)),
          members.map(({ tally = [] }) => JSON.stringify(tally)),
          members.map(({ coupons = [] }) => JSON.stringify(coupons)),
        ],
      );
      await client.query(
        'INSERT INTO card (code, member, blocked) SELECT *, false FROM unnest($1::text[], $2::uuid[])',
        [cards.map(({ code }) => code), cards.map(({ member }) => member)],
      );
      await client.query(
        `WITH head AS (UPDATE feed_head SET pos = pos + $3 RETURNING pos - $3 AS before)
         INSERT INTO change_feed (kind, key, scope, pos)
         SELECT u.kind, u.key, '${WHOLE_CHAIN}', head.before + u.n
         FROM head, unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (kind, key, n)`,
        [
          portion.map(({ kind }) => kind),
          portion.map((one) => (one.kind === 'member' ? one.id : one.code)),
          portion.length,
        ],
      );
      await client.query('COMMIT');
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
