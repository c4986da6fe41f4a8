import * as z from 'zod';
import { civilDateField, languageField, lotIdField, pointsField } from '../../contract/fields.ts';
import { assert } from '../../domain/assert.ts';
import { type IncarnationId, type MemberId, memberId } from '../../domain/identity/ids.ts';
import type { ReplicaMember } from './replica.ts';

/**
 * A member's row: everything but id and phone in one JSON array, which is a third of the size of named fields and one
 * column to fetch. Order: told, alias, [name, call name, language, birthday, marketing] or null, joined, balance, debt,
 * lots, incarnation's number, counted number.
 */
const packed = z.tuple([
  z.union([z.literal(0), z.literal(1)]),
  z.string().nullable(),
  z.tuple([z.string(), z.string(), languageField, civilDateField.nullable(), z.boolean()]).nullable(),
  civilDateField,
  pointsField,
  pointsField,
  z.array(z.tuple([lotIdField, pointsField, civilDateField.nullable()])),
  z.number().int(),
  z.number().int(),
]);

/** The incarnations of a file by their short numbers. */
export interface Incarnations {
  number(id: IncarnationId): number;
  id(number: number): IncarnationId;
}

/** A member as the `data` column holds them. */
export function packMember(member: ReplicaMember, incarnations: Incarnations): string {
  const { person } = member;
  const form: z.input<typeof packed> = [
    member.told ? 1 : 0,
    member.aliasOf,
    person === null ? null : [person.name, person.callName, person.language, person.birthday, person.marketing],
    member.joined,
    member.balance,
    member.debt,
    member.lots.map((lot) => [lot.id, lot.points, lot.expires]),
    incarnations.number(member.counted.incarnation),
    member.counted.seq,
  ];
  return JSON.stringify(form);
}

/** The member of a row. */
export function unpackMember(
  id: MemberId,
  phone: number | null,
  data: string,
  incarnations: Incarnations,
): ReplicaMember {
  const [told, aliasOf, person, joined, balance, debt, lots, incarnation, seq] = packed.parse(JSON.parse(data));
  return {
    kind: 'member',
    id,
    told: told === 1,
    aliasOf: aliasOf === null ? null : memberId(aliasOf),
    person:
      person === null
        ? null
        : {
            name: person[0],
            callName: person[1],
            phone: phone === null ? null : `+${phone}`,
            language: person[2],
            birthday: person[3],
            marketing: person[4],
          },
    joined,
    balance,
    debt,
    lots: lots.map(([lot, points, expires]) => ({ id: lot, points, expires })),
    counted: { incarnation: incarnations.id(incarnation), seq },
  };
}

/** A UUID as its 16 bytes. */
export function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The member's id from its 16 bytes. */
export function memberIdOf(cell: Uint8Array): MemberId {
  assert(cell.length === 16, 'an id has 16 bytes');
  const hex = Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('hex');
  return memberId(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`);
}

/** A phone (E.164) as an integer; null where there is none. */
export function phoneNumber(phone: string | null): number | null {
  if (phone === null) return null;
  const digits = Number(phone.slice(1));
  assert(Number.isSafeInteger(digits) && `+${digits}` === phone, `not a phone in E.164: ${phone}`);
  return digits;
}
