/** What everybody together counted, of what a programme may ask for (domain/sale/askedOfAll.ts). */
export const sql = `
CREATE TABLE total (
  -- A key of a tally.
  key text PRIMARY KEY,
  n bigint NOT NULL
) WITH (fillfactor = 80);

WITH held AS MATERIALIZED (
  SELECT r.body FROM record r
  WHERE r.counted AND r.body LIKE '%"key":"used:%'
    AND NOT EXISTS (SELECT FROM unread_record u
      WHERE u.till = r.till AND u.incarnation = r.incarnation AND u.seq = r.seq)
), counts AS MATERIALIZED (
  SELECT c FROM held, jsonb_path_query(body::jsonb, '$.counts[*] ? (@.member == null)') c
)
INSERT INTO total SELECT c ->> 'key', sum((c ->> 'by')::bigint) FROM counts WHERE c ->> 'key' LIKE 'used:%' GROUP BY 1;

INSERT INTO change_inbox (kind, key, scope) SELECT 'totals', key, '00000000-0000-0000-0000-000000000000' FROM total;
`;
