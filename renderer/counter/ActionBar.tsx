import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { KeyCap, keepFocus } from '../controls/Tap.tsx';
import { useGoesOn } from '../keypad/useKeypad.ts';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { counterKey } from './counterKeys.ts';

const ACTIONS = ['find', 'redeem', 'return', 'enrol', 'receipts'] as const;
const OPENS = { find: 'search', redeem: 'redeem', return: 'receipts', enrol: 'enrol', receipts: 'receipts' } as const;

/** What to do next: each action with its key, and the likely next step, which is always Enter. */
export function ActionBar() {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const top = useWindow((state) => state.panels.at(-1) ?? null);
  const isOpen = (action: (typeof ACTIONS)[number]): boolean => {
    if (top?.kind !== OPENS[action]) return false;
    return top.kind !== 'receipts' || (top.purpose === 'return') === (action === 'return');
  };
  return (
    <nav className="actions" aria-label={say('action.bar')}>
      {ACTIONS.map((action) => (
        <button
          key={action}
          type="button"
          className="action"
          aria-pressed={isOpen(action)}
          onMouseDown={keepFocus}
          onClick={() => (isOpen(action) ? till.back() : counterKey(till, store, action))}
        >
          <KeyCap keys={KEYS[action].shown} />
          <span>{say(KEYS[action].words)}</span>
        </button>
      ))}
      <MainButton />
    </nav>
  );
}

/** The likely next step, whatever is open: the same as Enter. */
export function MainButton() {
  const { say } = useWords();
  const main = useWindow((state) => state.main);
  const goesOn = useGoesOn();
  return (
    <button
      type="button"
      className="action action-main"
      disabled={main?.enabled !== true}
      onMouseDown={keepFocus}
      onClick={() => main?.run()}
    >
      <span>{main?.label ?? say('counter.confirm')}</span>
      {goesOn ? null : <KeyCap keys={KEYS.enter.shown} />}
    </button>
  );
}
