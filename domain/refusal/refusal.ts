/**
 * Why something was refused: a code that each language has words for, and the values that stand in these words.
 * A refusal always means: nothing was written, what was on the counter is still there.
 */
export interface Refusal {
  readonly code: RefusalCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Every reason, in the order of the counter's work. Adding one without words in three languages fails the build. */
export const REFUSAL_CODES = [
  // reading codes, phones, names, amounts
  'code.unknown', // {code}
  'code.checkDigit', // {code}
  'code.erasedCard', // {code}
  'code.blockedCard', // {code}
  'code.weighedNoPrice', // {code}
  'phone.invalid', // {phone}
  'phone.foreign', // {phone}
  'name.empty',
  'name.tooLong', // {most}
  'amount.notANumber', // {text}
  'amount.notPositive',
  'amount.tooLarge', // {most} bani
  'quantity.notPositive',
  'quantity.tooLarge', // {most} thousandths
  'quantity.wholePiecesOnly', // {product}
  'vat.unknownRate', // {rate}
  // the sale
  'sale.empty',
  'sale.tooManyLines', // {most}
  'sale.changed', // {expected} {now} bani: what the window showed is not what the till has
  'sale.noShift',
  'sale.lineUnknown',
  'tender.short', // {missing} bani
  'tender.tooMuch', // {over} bani: only cash may exceed what is due
  'redeem.noMember',
  'redeem.aboveBalance', // {asked} {available} points
  'redeem.aboveSale', // {asked} {most} points
  'redeem.belowMinimum', // {asked} {least} points
  'redeem.offlineLimit', // {asked} {most} points
  'redeem.offlineStale', // {hours}
  'redeem.needsCard',
  'redeem.held', // {available} points: points held by another till
  // offers, rewards, and what members do with points
  'offer.unknown', // {code}
  'offer.notNow',
  'offer.needsMember',
  'offer.notMet',
  'offer.usedUp', // {most}
  'offer.notTogether',
  'offer.nothingToTake',
  'offer.expired', // {until}
  'offer.notYet', // {from}
  'offer.others',
  'offer.ofMember',
  'offer.takenBack',
  'reward.unknown',
  'reward.tooFewPoints', // {available} {needed}
  'reward.tooFewStamps', // {available} {needed}
  'redeem.step', // {step}
  'proof.needed', // {by}
  'proof.noGateway',
  'proof.noPhone',
  'proof.noCentre',
  'proof.notSent',
  'proof.noCode',
  'proof.codeWait', // {waitS}
  'proof.tooOften',
  'proof.codeWrong', // {left}
  'proof.codeForm',
  'proof.codeExpired',
  'proof.codeTries',
  'proof.noPin',
  'proof.notManager',
  'return.askManager', // {points}
  'transfer.notAllowed',
  'transfer.self',
  'transfer.tooFew', // {least}
  'transfer.limit', // {most}
  'transfer.offline',
  'claim.notAllowed',
  'claim.tooLate', // {days}
  'claim.taken',
  'claim.undone',
  'event.automatic', // {event}
  'refer.notAllowed',
  'refer.self',
  'refer.ring',
  'refer.notNew',
  'giftCard.unknown', // {code}
  'giftCard.taken', // {code}
  'giftCard.tooLittle', // {available}
  'giftCard.expired', // {until}
  'giftCard.offline',
  'giftCard.badCode', // {code}
  'giftCard.tooMany', // {most}
  'giftCard.notThisShift',
  'programme.invalid', // {path}
  // members and cards
  'member.unknown',
  'member.phoneTaken', // {name}
  'merge.self',
  'merge.unknown',
  'card.taken', // {code}
  'card.notACard', // {code}
  'consent.required',
  // receipts, returns, voids
  'receipt.unknown', // {number}
  'receipt.checkDigit', // {number}
  'return.nothing',
  'return.aboveSold', // {product} {left} thousandths
  'return.voided',
  'void.notThisShift',
  'void.already',
  'void.hasReturns',
  'void.pointsSpent', // {points}
  'fiscal.invalid', // {number}
  'fiscal.taken', // {number}
  // people and shifts
  'pin.wrong', // {waitS}
  'pin.wait', // {waitS}
  'pin.weak',
  'pin.notTheirs',
  'staff.unknown',
  'role.refused', // {role}
  'shift.alreadyOpen',
  'shift.notOpen',
  'shift.clockBehind', // {last} {now} ms
  'shift.dayOff', // {day} {today}
  'shift.basketOpen',
  'shift.counted',
  'shift.notCounted',
  'shift.floatNeeded',
  'shift.notInDrawer',
  'reason.needed',
  'z.unknown', // {number}
  // the close of the store's day
  'log.unread',
  'day.noRight', // {till}
  'day.rightUnknown',
  'day.notDrawn',
  'day.drawing',
  'day.changed',
  'day.hindered', // {count}
  'day.closedAlready', // {day}
  'day.future', // {day}
  'day.unknown', // {number}
  'day.differenceUnknown',
  'day.figureUnknown',
  'day.noCentre',
  'day.broken',
  'day.paperUnreadable',
  'day.paperOtherStore',
  'day.paperKnown', // {number} {till}
  'day.paperGap', // {number} {till}: a Z before it is missing
  'day.paperLater', // {day}
  'day.paperNeedless',
  'day.registerFile',
  'day.registerTooMuch', // {most}
  'day.registerColumns',
  'day.passSelf',
  // setting up
  'alarm.unknown',
  'alarm.noteNeeded',
  'till.unknown',
  'setup.codeWrong',
  'setup.centreUnreachable', // {url}
  'setup.already',
  'scanner.noPort', // {path}
  // the machine
  'disk.full',
  'disk.busy',
  'till.busy',
  'till.broken', // {detail}: shown behind "details"
  'request.invalid', // {path}
  // a list of another system's members
  'import.again', // the list is not here (any more), or another than was looked at: begin anew
  'import.busy',
  'import.empty',
  'import.tooLarge', // {most} MB
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Makes a refusal. */
export function refuse(code: RefusalCode, params: Refusal['params'] = {}): Refusal {
  return { code, params };
}

/** A result that is either there or refused; never thrown across a boundary. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (
  code: RefusalCode,
  params: Refusal['params'] = {},
): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal: refuse(code, params) });
