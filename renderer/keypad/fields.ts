import { ENTRY_ID } from '../counter/counterKeys.ts';
import type { Board, Sign } from './boards.ts';
import type { FieldText } from './typing.ts';

/** On a field for names; the board opens with letters there. */
export const FOR_NAMES = { 'data-keypad': 'letters' } as const;

/** A line that somebody may type into now: text, in sight, not locked. */
export function isTypable(element: unknown): element is HTMLInputElement {
  return (
    element instanceof HTMLInputElement &&
    /^(text|search|tel|password)$/.test(element.type) &&
    !element.disabled &&
    !element.readOnly &&
    element.getClientRects().length > 0
  );
}

export function boardFor(field: HTMLInputElement): Board {
  return holdsName(field) ? 'letters' : 'digits';
}

export function holdsName(field: HTMLInputElement): boolean {
  return field.dataset['keypad'] === 'letters';
}

export function signFor(field: HTMLInputElement): Sign {
  if (field.id === ENTRY_ID) return '*';
  return (field.dataset['inputMode'] ?? field.inputMode) === 'tel' ? '+' : '-';
}

/** Keeps the system's own keyboard away from a touched field: it would lie over half of the screen. */
export function keepSystemKeyboardAway(field: HTMLInputElement): void {
  field.dataset['inputMode'] ??= field.inputMode;
  field.inputMode = 'none';
}

/**
 * Where a touched key goes: the field that has the focus, or had it last and is still there; else the sale's, else the
 * first of what is open. Null: there is nothing to type into.
 */
export function targetField(last: HTMLInputElement | null): HTMLInputElement | null {
  for (const each of [document.activeElement, last, document.getElementById(ENTRY_ID)])
    if (isTypable(each)) return each;
  return [...document.querySelectorAll('main input')].find(isTypable) ?? null;
}

/** On what holds fields that are filled one after the other: in each of them but the last Enter goes to the next. */
export const ENTER_GOES_ON = { 'data-enter': 'next' } as const;

/** The field after, or before, this one among those that are filled one after the other; null: it is at the end, or none of them. */
export function fieldBeside(field: Element | null, by: 1 | -1): HTMLInputElement | null {
  const fields = [...(field?.closest('[data-enter]')?.querySelectorAll('input') ?? [])].filter(isTypable);
  const at = fields.findIndex((each) => field?.isSameNode(each));
  return at < 0 ? null : (fields[at + by] ?? null);
}

/** Goes from the field that has the focus to the next, where Enter means that; false: it does not. */
export function goOn(): boolean {
  const next = fieldBeside(document.activeElement, 1);
  next?.focus();
  return next !== null;
}

export function readField(field: HTMLInputElement): FieldText {
  const { value, selectionStart, selectionEnd } = field;
  return { value, start: selectionStart ?? value.length, end: selectionEnd ?? value.length };
}

/** How many characters a field takes; without a limit of its own, more than any of ours. */
export function longestOf(field: HTMLInputElement): number {
  return field.maxLength >= 0 ? field.maxLength : Number.MAX_SAFE_INTEGER;
}

/**
 * Puts a text into a field as typing would: React hears of it, the caret stands where it should. No key event is made,
 * so it is nothing that a scanner could have typed.
 */
export function writeField(field: HTMLInputElement, { value, start, end }: FieldText, was: FieldText): void {
  if (document.activeElement !== field) field.focus();
  if (value !== was.value) {
    // Past the field's own setter, which React watches: a change it did not make itself would be swallowed.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
    field.setSelectionRange(start, end);
    const inputType = value.length < was.value.length ? 'deleteContentBackward' : 'insertText';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }));
  }
  // Where the field made something else of it, its own caret stands.
  if (field.value === value) field.setSelectionRange(start, end);
}
