import { useWindow, useWindowStore } from '../app/state.ts';
import { Choice } from '../controls/Choice.tsx';
import { useWords } from '../words/useWords.ts';
import { showKeypad } from './useKeypad.ts';

/** Digits or letters on the screen; the one that is open, touched again, goes. */
export function KeypadChoice() {
  const { say } = useWords();
  const store = useWindowStore();
  const board = useWindow(({ keypad }) => (keypad.open ? keypad.board : null));
  return (
    <Choice
      small
      label={say('keypad.title')}
      value={board}
      options={[
        { value: 'digits', label: '123', spoken: `123 · ${say('keypad.digits')}` },
        { value: 'letters', label: say('keypad.abc'), spoken: `${say('keypad.abc')} · ${say('keypad.letters')}` },
      ]}
      onChoose={(chosen) => showKeypad(store, chosen === board ? null : chosen)}
    />
  );
}
