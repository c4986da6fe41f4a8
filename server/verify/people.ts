/** Compares who is one with whom, and who is erased, with what the records say (truths 2 and 11). */
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { type Merge, Merges } from '../../domain/merge/merges.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import type { Finding } from './finding.ts';

const MERGES = statement<{ record: RecordId; member: MemberId; alias: MemberId; undone: boolean }>(
  'verify.merges',
  'SELECT record, member, alias, undone FROM member_merge ORDER BY record',
);
const ERASED = statement<{ member: MemberId }>('verify.erased', 'SELECT member FROM erased ORDER BY member');
const STILL_THERE = statement<{ member: MemberId; texts: number; person: boolean }>(
  'verify.stillThere',
  `SELECT e.member, EXISTS (SELECT FROM person p WHERE p.member = e.member) AS person,
     (SELECT count(*) FROM member_text t, LATERAL (
          SELECT c.till, c.incarnation, c.seq FROM counted_record c WHERE c.id = t.record
          UNION ALL SELECT r.till, r.incarnation, r.seq FROM record r WHERE NOT r.counted AND r.id = t.record) p
        JOIN beside b ON b.till = p.till AND b.incarnation = p.incarnation AND b.seq = p.seq
      WHERE t.member = e.member) AS texts
   FROM erased e ORDER BY e.member`,
);

/** Merges and erasures of the records that are walked; few, so memory holds them. */
export class SaidOfPeople {
  readonly #merges = new Merges();
  readonly #records = new Set<RecordId>();
  readonly #erased = new Set<MemberId>();

  /** Takes in one record that counts. */
  record(record: RecordBody): void {
    switch (record.kind) {
      case 'merged':
        this.#add({ record: record.id, member: record.member, alias: record.alias, undone: false });
        break;
      case 'unmerged':
        for (const one of record.merges) {
          this.#add({ record: one, member: record.member, alias: record.alias, undone: true });
        }
        break;
      case 'erased':
        for (const member of record.members) this.#erased.add(member);
        break;
      default:
    }
  }

  #add(merge: Merge): void {
    this.#merges.add(merge);
    this.#records.add(merge.record);
  }

  /** Adds what is kept otherwise than said, and whatever is left of who was erased. */
  async compare(asking: Asking, findings: Finding[]): Promise<void> {
    const kept = new Map((await asking.rows(MERGES)).map((merge) => [merge.record, merge]));
    for (const record of new Set([...kept.keys(), ...this.#records])) {
      const is = kept.get(record);
      const said = is === undefined ? undefined : this.#merges.of(is.member).find((one) => one.record === record);
      if (is !== undefined && said?.alias === is.alias && said.undone === is.undone) continue;
      findings.push({ truth: 2, where: `merge ${record}`, detail: 'what is kept of it is not what the records say' });
    }
    const erased = new Set((await asking.rows(ERASED)).map(({ member }) => member));
    for (const member of new Set([...erased, ...this.#erased])) {
      if (erased.has(member) && this.#erased.has(member)) continue;
      findings.push({ truth: 11, where: `member ${member}`, detail: 'kept as erased is not who the records erase' });
    }
    for (const { member, texts, person } of await asking.rows(STILL_THERE)) {
      if (!person && texts === 0) continue;
      findings.push({
        truth: 11,
        where: `member ${member}`,
        detail: 'was erased, and texts about them are still there',
      });
    }
  }
}
