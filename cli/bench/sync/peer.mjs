/**
 * PouchDB doing the same work: documents pushed to a PouchDB server and pulled from it, batches of 1000, not synced to disk. Run by
 * `npm run bench:sync -- --peer DIR`, where DIR has `pouchdb`, `express` and `express-pouchdb` installed. Reads its documents, one line
 * of JSON each, from a file; says one line of JSON.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [role, peer, dir, documents] = process.argv.slice(2);
const load = createRequire(join(peer, 'package.json'));
const PouchDB = load('pouchdb');

if (role === 'server') {
  mkdirSync(join(dir, 'server'), { recursive: true });
  process.chdir(dir);
  const app = load('express')();
  app.use(
    '/',
    load('express-pouchdb')(PouchDB.defaults({ prefix: `${join(dir, 'server')}/` }), { mode: 'minimumForPouchDB' }),
  );
  const server = app.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}`));
  process.stdin.on('end', () => process.exit(0)).resume();
} else {
  const child = spawn(process.execPath, [import.meta.filename, 'server', peer, dir], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    url = line.slice('ready '.length);
    break;
  }
  child.stdout.resume();
  const docs = readFileSync(documents, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const from = new PouchDB(join(dir, 'from'));
  for (let i = 0; i < docs.length; i += 1000) await from.bulkDocs(docs.slice(i, i + 1000));
  const batches = { batch_size: 1000, batches_limit: 10 };
  let begun = performance.now();
  await from.replicate.to(`${url}/bench`, batches);
  const push = docs.length / ((performance.now() - begun) / 1000);
  begun = performance.now();
  const to = new PouchDB(join(dir, 'to'));
  await to.replicate.from(`${url}/bench`, batches);
  const pull = docs.length / ((performance.now() - begun) / 1000);
  console.log(JSON.stringify({ push, pull }));
  child.kill();
  await once(child, 'exit');
  process.exit(0);
}
