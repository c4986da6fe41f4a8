import { NO_POINTS, type Points, points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { readTypedDate } from '../calendar/typed.ts';
import { type CodeRules, readCode } from '../card/codes.ts';
import { LANGUAGES, type Language, LONGEST_NAME, type Person } from '../person/person.ts';
import { readPhone } from '../person/phone.ts';
import type { Columns, ImportField } from './columns.ts';

/** What holds for every row of one list. */
export interface ImportPlan {
  readonly columns: Columns;
  /** Of those whose language the list does not tell. */
  readonly language: Language;
  /** The last day of points whose end the list does not tell; null: no end. */
  readonly pointsUntil: CivilDate | null;
  /** True: the shop has everybody's consent to be a member, on paper or in the other system; a column may say no. */
  readonly consented: boolean;
  readonly codes: CodeRules;
  readonly today: CivilDate;
}

/** A member as the list has them. */
export interface ImportedMember {
  readonly person: Person;
  readonly card: string | null;
  readonly points: Points;
  /** The last day of the points; null: no end. */
  readonly pointsUntil: CivilDate | null;
}

export const ROW_FAULTS = [
  'nameMissing',
  'nameTooLong',
  /** Neither a phone nor a card: nobody could be found again. */
  'neitherPhoneNorCard',
  'phoneInvalid',
  'phoneForeign',
  'cardInvalid',
  'birthdayInvalid',
  'languageUnknown',
  'pointsInvalid',
  'pointsNegative',
  'pointsFraction',
  'dateInvalid',
  'dateOver',
  'consentMissing',
  'answerUnclear',
] as const;
export type RowFaultKind = (typeof ROW_FAULTS)[number];

/** What is wrong with one cell, and what stands in it. */
export interface RowFault {
  readonly field: ImportField | null;
  readonly fault: RowFaultKind;
  readonly value: string;
}

const YES = /^(1|x|y|yes|true|da|д|да|ok|✓|\+)$/iu;
const NO = /^(0|n|no|false|nu|н|нет|-|)$/iu;
const LANGUAGE_NAMES: Readonly<Record<Language, RegExp>> = {
  ro: /^(ro|rom|mo|md|rom[aâ]n[aă]?|romanian|рум.*|молд.*)$/iu,
  ru: /^(ru|rus|rus[aă]|russian|рус.*)$/iu,
  en: /^(en|eng|engl.*|англ.*)$/iu,
};

/**
 * Reads one row of a list of members. Every cell is looked at, so that all that is wrong is said at once; a row with
 * faults gives no member. Whether a card or phone is somebody's already is the database's to say.
 */
export function readRow(
  cells: readonly string[],
  plan: ImportPlan,
):
  | { readonly member: ImportedMember; readonly faults: readonly [] }
  | { readonly member: null; readonly faults: readonly RowFault[] } {
  const faults: RowFault[] = [];
  const cell = (field: ImportField): string => {
    const at = plan.columns[field];
    return at === undefined ? '' : (cells[at] ?? '').trim();
  };
  const fault = (field: ImportField | null, kind: RowFaultKind): null => {
    faults.push({ field, fault: kind, value: field === null ? '' : cell(field).slice(0, 80) });
    return null;
  };
  const answer = (field: ImportField, unsaid: boolean): boolean => {
    if (plan.columns[field] === undefined) return unsaid;
    if (YES.test(cell(field))) return true;
    if (!NO.test(cell(field))) fault(field, 'answerUnclear');
    return false;
  };

  const name = [cell('name'), [cell('firstName'), cell('lastName')].filter((part) => part !== '').join(' ')]
    .map((text) => text.replace(/\s+/gu, ' '))
    .find((text) => text !== '');
  if (name === undefined) fault('name', 'nameMissing');
  else if (name.length > LONGEST_NAME) fault('name', 'nameTooLong');
  const callName = cell('callName');
  if (callName.length > LONGEST_NAME) fault('callName', 'nameTooLong');
  const phone = cell('phone') === '' ? null : phoneOf(cell('phone'), (kind) => fault('phone', kind));
  const card = cell('card') === '' ? null : cardOf(cell('card'), plan.codes, (kind) => fault('card', kind));
  if (cell('phone') === '' && cell('card') === '') fault(null, 'neitherPhoneNorCard');
  const birthday = cell('birthday') === '' ? null : readTypedDate(cell('birthday'));
  if (cell('birthday') !== '' && (birthday === null || birthday > plan.today || birthday < '1900-01-01')) {
    fault('birthday', 'birthdayInvalid');
  }
  const language =
    cell('language') === '' ? plan.language : LANGUAGES.find((each) => LANGUAGE_NAMES[each].test(cell('language')));
  if (language === undefined) fault('language', 'languageUnknown');
  const had = pointsOf(cell('points'), (kind) => fault('points', kind));
  const until = cell('pointsUntil') === '' ? plan.pointsUntil : readTypedDate(cell('pointsUntil'));
  if (cell('pointsUntil') !== '' && until === null) fault('pointsUntil', 'dateInvalid');
  else if (had > 0 && until !== null && until < plan.today) fault('pointsUntil', 'dateOver');
  if (!answer('consent', plan.consented)) fault('consent', 'consentMissing');
  const marketing = answer('marketing', false);

  if (faults.length > 0 || name === undefined || language === undefined) return { member: null, faults };
  const person: Person = { name, callName, phone, language, birthday, marketing };
  return { member: { person, card, points: had, pointsUntil: had === 0 ? null : until }, faults: [] };
}

function phoneOf(text: string, fault: (kind: RowFaultKind) => null): string | null {
  // A spreadsheet takes the plus and the zero in front for arithmetic: what is left is still the number.
  const read = readPhone(text.replace(/\.0$/, ''));
  if (read.ok) return read.value;
  return fault(read.refusal.code === 'phone.foreign' ? 'phoneForeign' : 'phoneInvalid');
}

function cardOf(text: string, codes: CodeRules, fault: (kind: RowFaultKind) => null): string | null {
  const meaning = readCode(text, codes);
  return meaning.kind === 'card' ? meaning.code : fault('cardInvalid');
}

/** More than any member of any shop has: such a number is another column, or a mistake. */
const MOST_POINTS = 100_000_000;

/** `1 234`, `1234`, `1234,00`: whole points, none where the cell is empty. `1.234` may be a thousand or one: refused. */
function pointsOf(text: string, fault: (kind: RowFaultKind) => null): Points {
  if (text === '') return NO_POINTS;
  const parts = /^(-?)(\d+)(?:[.,](\d{1,2}|\d{4,}))?$/.exec(text.replace(/[\s\u00A0\u202F']/gu, ''));
  if (parts === null || Number(parts[2]) > MOST_POINTS) fault('pointsInvalid');
  else if (/[1-9]/.test(parts[3] ?? '')) fault('pointsFraction');
  else if (parts[1] === '-' && Number(parts[2]) > 0) fault('pointsNegative');
  else return points(Number(parts[2]));
  return NO_POINTS;
}
