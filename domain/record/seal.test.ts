import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { incarnationId, recordId, storeId, tillId, uuid7 } from '../identity/ids.ts';
import { besideDigest, NO_HASH, type RecordDraft } from './record.ts';
import { type ChainHead, seal } from './seal.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const id = (n: number): string => uuid7(n, new Uint8Array(10));
const START: ChainHead = {
  store: storeId(id(1)),
  till: tillId(id(2)),
  incarnation: incarnationId(id(3)),
  seq: 0,
  hash: NO_HASH,
};
const draft = (n: number): RecordDraft => ({
  kind: 'setting',
  topic: 'șțăâî Кишинёв',
  entries: [],
  id: recordId(id(100 + n)),
  shift: null,
  businessDay: null,
  staff: null,
  programmeVersion: null,
  reverses: null,
  occurredAt: n,
});

test('records are numbered from 1, each carries the hash of the one before, over the bytes as they are', () => {
  let head = START;
  let before = NO_HASH;
  for (let n = 1; n <= 5; n++) {
    const { sealed, record, head: next } = seal(head, draft(n), null, sha256);
    expect(record).toMatchObject({ seq: n, prevHash: before, occurredAt: n, beside: null });
    expect(sealed.hash).toBe(createHash('sha256').update(Buffer.from(sealed.body, 'utf8')).digest('hex'));
    expect(JSON.parse(sealed.body)).toEqual(record);
    expect(next).toEqual({ ...START, seq: n, hash: sealed.hash });
    [head, before] = [next, sealed.hash];
  }
});
test('personal data is not in the chained bytes, only its salted digest', () => {
  const beside = { salt: 'ab'.repeat(16), text: '{"person":{"name":"Наталья"}}' };
  const { sealed, record } = seal(START, draft(1), beside, sha256);
  expect(sealed.body).not.toContain('Наталья');
  expect(sealed.body).not.toContain(beside.salt);
  expect(record.beside).toBe(besideDigest(beside, sha256));
  expect(besideDigest({ ...beside, salt: 'cd'.repeat(16) }, sha256)).not.toBe(record.beside);
});
