/**
 * The middle of the bare loop of `npm run bench:sync`: a program that puts each row it is sent into PostgreSQL and tells whoever waits, by
 * LISTEN/NOTIFY, what the row is. Nothing is checked, counted or kept in order: what no centre can be faster than on this machine.
 */
import { createServer, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import pg from 'pg';

const connectionString = process.env['DATABASE_URL'];
if (connectionString === undefined) throw new Error('The bare loop needs DATABASE_URL.');
const [writer, listener, reader] = Array.from({ length: 3 }, () => new pg.Client({ connectionString }));
if (writer === undefined || listener === undefined || reader === undefined) throw new Error('three connections');
await Promise.all([writer, listener, reader].map((client) => client.connect()));
await writer.query('CREATE TABLE bare_row (id bigint PRIMARY KEY, body text NOT NULL)');
await listener.query('LISTEN bare');
const waiting: ServerResponse[] = [];
listener.on('notification', ({ payload }) => {
  const who = waiting.splice(0);
  void reader
    .query<{ body: string }>({ name: 'read', text: 'SELECT body FROM bare_row WHERE id = $1', values: [payload] })
    .then(({ rows }) => {
      for (const one of who) one.end(zstdCompressSync(rows[0]?.body ?? ''));
    });
});
const server = createServer((request, response) => {
  if (request.url === '/wait') {
    waiting.push(response);
    return;
  }
  void buffer(request).then(async (bytes) => {
    const body = zstdDecompressSync(bytes).toString('utf8');
    await writer.query({
      name: 'write',
      text: `WITH put AS (INSERT INTO bare_row VALUES ($1, $2) RETURNING id) SELECT pg_notify('bare', id::text) FROM put`,
      values: [request.headers['x-id'], body],
    });
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`ready http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
