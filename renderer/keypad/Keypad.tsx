import { type ReactNode, useEffect, useState } from 'react';
import { useWindow, useWindowStore } from '../app/state.ts';
import { keepFocus } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { CLEAR, digitRows, ERASE, LETTERS, layoutOf, SHOWN } from './boards.ts';
import { boardFor, goOn, holdsName, longestOf, readField, writeField } from './fields.ts';
import { erased, letterAt, typed } from './typing.ts';
import { showKeypad, useGoesOn } from './useKeypad.ts';
import './keypad.css';

interface KeypadProps {
  /** Which card it lies on: always across from what is being typed into. */
  readonly place: 'person' | 'sale';
  /** Where a touched key goes now. */
  readonly target: () => HTMLInputElement | null;
}

/** Keys for thumbs. They type into the field that has the focus and leave it there. */
export function Keypad({ place, target }: KeypadProps) {
  const { say } = useWords();
  const board = useWindow(({ keypad }) => keypad.board);
  useEffect(() => {
    // The board may have taken room from the panel that is being typed into.
    if (board !== null) target()?.scrollIntoView({ block: 'nearest' });
  }, [board, target]);
  return (
    <fieldset className={`keypad keypad-${place} keypad-${board}`} aria-label={say('keypad.title')}>
      {board === 'digits' ? <Digits target={target} /> : <Letters target={target} />}
    </fieldset>
  );
}

type BoardProps = Pick<KeypadProps, 'target'>;

function Digits({ target }: BoardProps) {
  const sign = useWindow(({ keypad }) => keypad.sign);
  return (
    <>
      {digitRows(sign)
        .flat()
        .map((key) =>
          key === ERASE ? (
            <Erase key={key} target={target} />
          ) : key === CLEAR ? (
            <Clear key={key} target={target} />
          ) : (
            <Key key={key} onTouch={() => put(target, key)}>
              {key}
            </Key>
          ),
        )}
      <Enter target={target} />
    </>
  );
}

function Letters({ target }: BoardProps) {
  const { say, language } = useWords();
  const store = useWindowStore();
  const chosen = useWindow(({ keypad }) => keypad.layout);
  const [shift, setShift] = useState(false);
  const layout = chosen ?? layoutOf(language);
  const other = layout === 'latin' ? 'cyrillic' : 'latin';
  const type = (letter: string): void => {
    const field = target();
    if (field !== null) put(target, letterAt(readField(field), letter, holdsName(field), shift));
    setShift(false);
  };
  const row = (letters: string): ReactNode =>
    [...letters].map((letter) => (
      <Key key={letter} onTouch={() => type(letter)}>
        {letter.toLocaleUpperCase('ro')}
      </Key>
    ));
  const [first, second, third] = LETTERS[layout];
  return (
    <>
      {row(first)}
      {row(second)}
      <Key quiet label={say('keypad.shift')} pressed={shift} onTap={() => setShift(!shift)}>
        ⇧
      </Key>
      {row(third)}
      <Erase target={target} />
      <Key quiet wide={2} label={`123 · ${say('keypad.digits')}`} onTap={() => showKeypad(store, 'digits')}>
        123
      </Key>
      <Key
        quiet
        wide={2}
        label={`${SHOWN[other]} · ${say('keypad.layout', { layout: other })}`}
        onTap={() => store.setState({ keypad: { ...store.getState().keypad, layout: other } })}
      >
        {SHOWN[other]}
      </Key>
      <Key wide={6} label={say('keypad.space')} onTouch={() => put(target, ' ')}>
        ␣
      </Key>
      <Enter target={target} wide={2} />
    </>
  );
}

function Erase({ target }: BoardProps) {
  const { say } = useWords();
  const erase = (): void => {
    const field = target();
    if (field === null) return;
    const was = readField(field);
    writeField(field, erased(was), was);
  };
  return (
    <Key quiet label={say('keypad.erase')} onTouch={erase}>
      ⌫
    </Key>
  );
}

function Clear({ target }: BoardProps) {
  const { say } = useWords();
  const clear = (): void => {
    const field = target();
    if (field !== null) writeField(field, { value: '', start: 0, end: 0 }, readField(field));
  };
  return (
    <Key quiet label={`C · ${say('keypad.clear')}`} onTouch={clear}>
      C
    </Key>
  );
}

/** The likely next step, the same as the large button's. After a product's name the digits are back. */
function Enter({ target, wide }: BoardProps & { readonly wide?: 2 }) {
  const { say } = useWords();
  const goesOn = useGoesOn();
  const store = useWindowStore();
  const main = useWindow((state) => state.main);
  const enter = (): void => {
    const field = target();
    if (goOn()) return;
    main?.run();
    const { keypad } = store.getState();
    if (field !== null && boardFor(field) !== keypad.board) {
      store.setState({ keypad: { ...keypad, board: boardFor(field) } });
    }
  };
  return (
    <Key
      main
      wide={wide}
      label={`↵ ${goesOn ? say('keypad.next') : (main?.label ?? '')}`.trim()}
      disabled={!goesOn && main?.enabled !== true}
      onTap={enter}
    >
      ↵
    </Key>
  );
}

function put(target: () => HTMLInputElement | null, characters: string): void {
  const field = target();
  if (field === null) return;
  const was = readField(field);
  writeField(field, typed(was, characters, longestOf(field)), was);
}

interface KeyProps {
  readonly children: string;
  readonly label?: string;
  readonly quiet?: boolean;
  readonly main?: boolean;
  readonly wide?: 2 | 6 | undefined;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** At once, when the finger comes down: two thumbs may be down together and both count. */
  readonly onTouch?: () => void;
  /** When the finger leaves: for what changes the screen under it. */
  readonly onTap?: () => void;
}

/** One key. Out of the Tab order: who has a keyboard to press Tab on needs none of these. */
function Key({ children, label, quiet, main, wide, pressed, disabled, onTouch, onTap }: KeyProps) {
  const look = [quiet === true ? 'key-quiet' : '', main === true ? 'key-main' : '', wide ? `key-wide-${wide}` : ''];
  return (
    <button
      type="button"
      className={['key', ...look].filter(Boolean).join(' ')}
      tabIndex={-1}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onMouseDown={keepFocus}
      onPointerDown={(event) => {
        if (event.button === 0) onTouch?.();
      }}
      onClick={(event) => {
        onTap?.();
        // A screen reader's press is a click without a finger before it.
        if (event.detail === 0) onTouch?.();
      }}
    >
      {children}
    </button>
  );
}
