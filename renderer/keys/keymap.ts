import type { MessageKey } from '../../resources/translations/translations.ts';

/** What a key of the counter does, wherever the focus is. */
export type KeyAction =
  | 'help'
  | 'entry'
  | 'find'
  | 'redeem'
  | 'return'
  | 'why'
  | 'history'
  | 'receipts'
  | 'enrol'
  | 'shift'
  | 'tender'
  | 'language'
  | 'deeds'
  | 'person'
  | 'undo'
  | 'print'
  | 'giftCard'
  | 'alarms'
  | 'pages'
  | 'day'
  | 'enter'
  | 'back';

/** The one keymap: what is pressed, what stands on buttons and in the help. `code` is a KeyboardEvent.key. */
export const KEYS: Readonly<
  Record<KeyAction, { readonly code: string; readonly ctrl?: true; readonly shown: string; readonly words: MessageKey }>
> = {
  help: { code: 'F1', shown: 'F1', words: 'header.help' },
  entry: { code: 'F2', shown: 'F2', words: 'key.entry' },
  find: { code: 'F3', shown: 'F3', words: 'action.find' },
  redeem: { code: 'F4', shown: 'F4', words: 'action.redeem' },
  return: { code: 'F5', shown: 'F5', words: 'action.return' },
  why: { code: 'F6', shown: 'F6', words: 'action.why' },
  history: { code: 'F7', shown: 'F7', words: 'action.history' },
  receipts: { code: 'F8', shown: 'F8', words: 'action.receipts' },
  enrol: { code: 'F9', shown: 'F9', words: 'action.enrol' },
  shift: { code: 'F10', shown: 'F10', words: 'key.shift' },
  tender: { code: 'F11', shown: 'F11', words: 'key.tender' },
  language: { code: 'F12', shown: 'F12', words: 'key.language' },
  deeds: { code: 'b', ctrl: true, shown: 'Ctrl B', words: 'action.deeds' },
  person: { code: 'e', ctrl: true, shown: 'Ctrl E', words: 'action.person' },
  undo: { code: 'z', ctrl: true, shown: 'Ctrl Z', words: 'key.undo' },
  print: { code: 'p', ctrl: true, shown: 'Ctrl P', words: 'key.print' },
  giftCard: { code: 'g', ctrl: true, shown: 'Ctrl G', words: 'key.giftCard' },
  alarms: { code: 'l', ctrl: true, shown: 'Ctrl L', words: 'key.alarms' },
  pages: { code: 'm', ctrl: true, shown: 'Ctrl M', words: 'key.pages' },
  day: { code: 'd', ctrl: true, shown: 'Ctrl D', words: 'day.open' },
  enter: { code: 'Enter', shown: 'Enter', words: 'key.enter' },
  back: { code: 'Escape', shown: 'Esc', words: 'key.escape' },
};

/** Keys of the entry field and the lines; they mean this only while the entry field is empty or holds a number. */
export const ENTRY_KEYS: readonly { readonly shown: string; readonly words: MessageKey }[] = [
  { shown: '3 *', words: 'key.multiply' },
  { shown: '+ −', words: 'key.plusMinus' },
  { shown: '↑ ↓', words: 'key.arrows' },
  { shown: 'Delete', words: 'key.delete' },
  { shown: '/', words: 'key.vat' },
];

/** The action of a pressed key; null: none of ours. Letters are found by place, so that a Russian layout works too. */
export function keyAction(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): KeyAction | null {
  if (event.altKey) return null;
  const ctrl = event.ctrlKey || event.metaKey;
  for (const action of ACTIONS) {
    const key = KEYS[action];
    if ((key.ctrl === true) !== ctrl) continue;
    if (key.ctrl === true ? event.code === `Key${key.code.toUpperCase()}` && !event.shiftKey : event.key === key.code) {
      return action;
    }
  }
  return null;
}

const ACTIONS = Object.keys(KEYS) as KeyAction[]; // a Record's keys are what its type says
