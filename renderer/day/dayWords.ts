import type { DayRow, DrawnDay, Names } from '../../contract/till/day.ts';
import { type Bani, bani } from '../../domain/amount/bani.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatBani, formatCount, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import { civilTimeAt } from '../../domain/calendar/civil.ts';
import { type Behind, LOOKS, type TillAccount } from '../../domain/day/account.ts';
import { DIFFERENCES, type Difference, type DifferenceCode } from '../../domain/day/difference.ts';
import type { DayFigure } from '../../domain/day/parts.ts';
import type { CheckName, CheckState } from '../../domain/day/recorded.ts';
import { type DaySums, POINT_GROUPS, type PointGroup } from '../../domain/day/sums.ts';
import { TENDER_KINDS } from '../../domain/record/tender.ts';
import { rateText } from '../words/refusals.ts';
import type { Words } from '../words/words.ts';

/** What a difference is made of, drawn up or signed; a signed one has no more than this. */
export interface Told {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly behind?: readonly Behind[];
}

/** What does not agree, in one sentence. Values that another version left out are told as `…`. */
export function differenceText(words: Words, told: Told, names: Names): string {
  const code = DIFFERENCES.find((each) => each === told.code);
  const said = code === undefined ? words.say('day.diff.other') : sentence(words, code, told.params);
  const who = LOOKS.some((each) => each === code) ? whoText(told, names) : null;
  return who === null ? said : `${said} · ${who}`;
}

function sentence({ say }: Words, code: DifferenceCode, params: Told['params']): string {
  const text = (name: string): string => String(params[name] ?? '…');
  const whole = (name: string): number | null => {
    const value = params[name];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
  };
  const lei = (name: string): string => {
    const value = whole(name);
    return value === null ? '…' : formatBani(bani(value));
  };
  const count = (name: string): string => {
    const value = whole(name);
    return value === null ? '…' : formatPoints(points(value));
  };
  const many = whole('many') ?? 0;
  switch (code) {
    case 'hashDiffers':
    case 'linkBroken':
    case 'numberMissing':
    case 'unreadable':
    case 'fromFuture':
    case 'entriesDiffer':
    case 'zDiffers':
      return say(`day.diff.${code}`, { till: text('till'), seq: text('seq') });
    case 'balanceDiffers':
    case 'damaged':
    case 'overdraft':
      return say(`day.diff.${code}`);
    case 'pointsDiffer':
      return say('day.diff.pointsDiffer', { expected: count('expected'), kept: count('kept') });
    case 'cashVariance':
      return say('day.diff.cashVariance', { till: text('till'), z: text('z') });
    case 'slipVariance':
      return say('day.diff.slipVariance', { till: text('till'), z: text('z'), kind: text('kind') });
    case 'registerTotal':
      return say('day.diff.registerTotal', { ours: lei('ours'), theirs: lei('theirs') });
    case 'registerVat':
      return say('day.diff.registerVat', {
        rate: rateText(whole('rate') ?? 0),
        ours: lei('ours'),
        theirs: lei('theirs'),
      });
    case 'registerTender': {
      const kind = TENDER_KINDS.find((each) => each === params['kind']);
      const tender = kind === undefined ? text('kind') : say(`tender.${kind}`);
      return say('day.diff.registerTender', { tender, ours: lei('ours'), theirs: lei('theirs') });
    }
    case 'receiptAmount':
      return say('day.diff.receiptAmount', { fiscal: text('fiscal'), ours: lei('ours'), theirs: lei('theirs') });
    case 'receiptMissing':
    case 'receiptExtra':
    case 'receiptTwice':
    case 'fiscalTwice':
      return say(`day.diff.${code}`, { fiscal: text('fiscal') });
    case 'receiptMissingMore':
    case 'receiptExtraMore':
    case 'receiptAmountMore':
    case 'receiptTwiceMore':
      return say(`day.diff.${code}`, { many: formatCount(many), first: text('first'), last: text('last') });
    case 'headDiffers':
    case 'notHeard':
    case 'shiftOpen':
      return say(`day.diff.${code}`, { till: text('till') });
    case 'goodwill':
    case 'adjust':
    case 'voids':
    case 'returns':
    case 'offline':
    case 'manyPoints':
    case 'ownCard':
      return say(`day.diff.${code}`, { many });
    case 'noMember':
      return say('day.diff.noMember', { many, of: whole('of') ?? 0 });
    default:
      return never(code);
  }
}

/** Whose it is: the cashier that the difference names, and the one member of whom all its records are. */
function whoText({ params, behind = [] }: Told, names: Names): string | null {
  const staff = params['staff'];
  const first = behind[0]?.member ?? null;
  const member = behind.every((each) => each.member === first) ? first : null;
  const who = [
    typeof staff === 'string' ? (names.staff[staff] ?? null) : null,
    member === null ? null : (names.members[member] ?? null),
  ].filter((each) => each !== null);
  return who.length === 0 ? null : who.join(' · ');
}

/** What a difference comes to, with its sign; null: it has no amount. Money that only needs a look is turnover and has none. */
export function amountText(amount: Difference['amount'], check: CheckName): string | null {
  if (amount === null) return null;
  const text = amount.unit === 'bani' ? formatBani(amount.by) : formatPoints(amount.by);
  return amount.by > 0 && (amount.unit === 'points' || check !== 'looks') ? `+${text}` : text;
}

/** With its sign, also above zero. */
export function signed(amount: Bani): string {
  return `${amount > 0 ? '+' : ''}${formatBani(amount)}`;
}

/** With its sign, also above zero. */
export function signedPoints(amount: Points): string {
  return `${amount > 0 ? '+' : ''}${formatPoints(amount)}`;
}

type PointsOf = {
  readonly opening: Points;
  readonly groups: Readonly<Record<PointGroup, Points>>;
  readonly closing: Points;
};

/** The identity of the points: `812 440 + 18 906 − 9 215 − 1 130 = 821 001`; what did not move is left out. */
export function identityText({ opening, groups, closing }: PointsOf): string {
  const moved = POINT_GROUPS.flatMap((group) => {
    const by = groups[group];
    return by === 0 ? [] : [`${by < 0 ? '−' : '+'} ${formatPoints(points(Math.abs(by)))}`];
  });
  return [formatPoints(opening), ...moved, '=', formatPoints(closing)].join(' ');
}

/** A check, drawn up or signed. */
type Checked = Pick<DrawnDay['checks'][number], 'check' | 'state' | 'figure'> & {
  readonly differences: { readonly length: number };
};

/** A check's name: what agrees is said as a sentence. */
export function checkTitle({ say }: Words, { check, state }: Pick<Checked, 'check' | 'state'>): string {
  return say(state === 'good' ? `day.agrees.${check}` : `day.check.${check}`);
}

export const CHECK_MARKS: Readonly<Record<CheckState, string>> = { good: '✓', bad: '✕', look: '!', undone: '◐' };

/** A check's figure, at the end of its line. */
export function figureText(
  { say }: Words,
  check: Checked,
  of: { readonly points: PointsOf; readonly sums: Pick<DaySums, 'total'>; readonly asOf: number },
): string {
  const { figure, state, differences } = check;
  const whole = (name: string): number => Number(figure[name] ?? 0);
  const count = differences.length;
  switch (check.check) {
    case 'log':
      return count === 0
        ? say('day.figure.log', { records: whole('records') })
        : say('day.figure.differences', { count });
    case 'points':
      return state === 'undone' ? say('day.figure.pointsPapers') : identityText(of.points);
    case 'money':
      if (count > 0) return say('day.figure.differences', { count });
      if (state === 'undone') return say('day.figure.moneyNoZ');
      return say('day.figure.money', { sum: formatBani(of.sums.total) });
    case 'centre':
      if (count > 0) return say('day.figure.differences', { count });
      if (state === 'undone') return say('day.figure.papers');
      if (whole('alone') === 1) return say('day.figure.alone');
      return say('day.figure.centre', { time: civilTimeAt(of.asOf) });
    case 'looks':
      return count === 0 ? '' : say('day.figure.looks', { count });
    default:
      return never(check.check);
  }
}

/** Who signed a day, where and when. */
export function signedText(words: Words, { signedByName: name, till, signedAt }: DayRow): string {
  const moment = words.moment(signedAt);
  return name === null
    ? words.say('day.signedNobody', { till, moment })
    : words.say('day.signedBy', { name, till, moment });
}

/** How a till stands, with its shape. */
export function tillStateText(
  { say }: Words,
  { state, heardAt }: Pick<TillAccount, 'state' | 'heardAt'>,
): { readonly mark: string; readonly text: string; readonly tone: 'ok' | 'attention' | 'second' } {
  switch (state) {
    case 'closed':
      return { mark: '✓', text: say('day.tillState.closed'), tone: 'ok' };
    case 'open':
      return { mark: '◐', text: say('day.tillState.open'), tone: 'attention' };
    case 'silent':
      return {
        mark: '◐',
        text:
          heardAt === null
            ? say('day.tillState.silent')
            : say('day.tillState.silentSince', { time: civilTimeAt(heardAt) }),
        tone: 'attention',
      };
    case 'retired':
      return { mark: '–', text: say('day.tillState.retired'), tone: 'second' };
    default:
      return never(state);
  }
}

/** Whether a register's file that seems not to be of the day waits for a word. */
export function isFileAsked(file: DrawnDay['register']['file']): boolean {
  return file.at === 'read' && file.strange !== null && !file.isTaken;
}

/** What still hinders the signing, in sentences; empty: nothing does. */
export function hindrancesText({ say }: Words, drawn: DrawnDay): readonly string[] {
  const { hindrances, tills, register } = drawn;
  if (hindrances.some(({ code }) => code === 'nothing')) return [say('day.leftNothing')];
  const count = hindrances.filter(({ code }) => code === 'explain').length;
  const waiting = hindrances.flatMap(({ code, key }) =>
    code === 'without' ? tills.filter(({ till }) => till === key) : [],
  );
  const named = waiting.map(({ number }) => say('day.till', { till: number })).join(', ');
  return [
    ...(register.unreadable === 0 ? [] : [say('day.leftUnreadable', { count: register.unreadable })]),
    ...(isFileAsked(register.file) ? [say('day.leftFile')] : []),
    ...(count === 0 ? [] : [say('day.left', { count })]),
    ...(named === '' ? [] : [say('day.leftTills', { tills: named })]),
  ];
}

const KINDS = [
  'sale',
  'return',
  'void',
  'bonus',
  'transfer',
  'claim',
  'expiry',
  'giftCard',
  'count',
  'cashMoved',
  'shiftOpened',
] as const;

/** What kind of record is behind a figure. */
export function kindText({ say }: Words, kind: string): string {
  const known = KINDS.find((each) => each === kind);
  return say(`day.kind.${known ?? 'other'}`);
}

/** What a figure is called, as the title of what makes it up. */
export function figureTitle({ say }: Words, figure: DayFigure): string {
  switch (figure.of) {
    case 'vat':
      return figure.rate === null ? say('day.byVat') : say('vat.rate', { rate: rateText(figure.rate) });
    case 'tender':
      return say(`tender.${figure.kind}`);
    case 'points':
      return `${say('timeline.kind', { kind: figure.contra })} · ${say(`day.col.${figure.way}`)}`;
    case 'moved':
      return figure.group === null ? say('day.parts.moved') : say(`day.points.${figure.group}`);
    case 'sold':
    case 'drawer':
      return say(`day.parts.${figure.of}`);
    default:
      return never(figure);
  }
}

/** A hash short enough to compare by eye: `7f3a…c21e`. */
export function shortHash(hash: string): string {
  return hash.length <= 9 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}

/** Receipts of a day: sales, voided ones among them, and returns. */
export function receiptsOf({ sums }: Pick<DrawnDay, 'sums'>): number {
  return sums.counts.sales + sums.counts.returns;
}

/** Numbers of records: `1 204–1 377`. */
export function rangeText(first: number, last: number): string {
  return first === last ? formatCount(first) : `${formatCount(first)}–${formatCount(last)}`;
}

/** A name at the beginning of a line. */
export function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('ro') + text.slice(1);
}
