/** What a field holds, and where in it the next character goes; `start` and `end` differ where something is selected. */
export interface FieldText {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Types characters where the caret stands, in the place of what is selected; no further than the field's `longest`. */
export function typed({ value, start, end }: FieldText, characters: string, longest: number): FieldText {
  const room = Math.max(0, longest - (value.length - (end - start)));
  const fitting = characters.length <= room ? characters : '';
  if (fitting === '' && start === end) return { value, start, end };
  const caret = start + fitting.length;
  return { value: value.slice(0, start) + fitting + value.slice(end), start: caret, end: caret };
}

/** Takes away what is selected, or else the one character before the caret, whole. */
export function erased({ value, start, end }: FieldText): FieldText {
  const last = [...value.slice(0, start)].at(-1) ?? '';
  const from = start === end ? start - last.length : start;
  return { value: value.slice(0, from) + value.slice(end), start: from, end: from };
}

/** A name's every word begins with a capital; Shift turns this round for one letter. */
export function letterAt({ value, start }: FieldText, letter: string, names: boolean, shift: boolean): string {
  const begins = names && /(^|[\s-])$/u.test(value.slice(0, start));
  return begins === shift ? letter : letter.toLocaleUpperCase('ro');
}
