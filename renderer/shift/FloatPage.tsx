import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { ENTER_GOES_ON } from '../keypad/fields.ts';
import { Keypad } from '../keypad/Keypad.tsx';
import { useGoesOn, useKeypad } from '../keypad/useKeypad.ts';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CashFields, CashSum } from './CashFields.tsx';
import type { Typed } from './counting.ts';

interface FloatPageProps {
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
  readonly onDone: () => void;
}

/** Before a shift: what lies in the drawer, counted. Where thumbs type, their keys lie beside it. */
export function FloatPage({ typed, onTyped, onDone }: FloatPageProps) {
  const { say } = useWords();
  const till = useTill();
  const target = useKeypad();
  const hasKeypad = useWindow(({ keypad: { open, board } }) => open && board === 'digits');
  const goesOn = useGoesOn();
  useMainAction({ label: say('drawer.floatDone'), enabled: true, run: onDone });
  return (
    <main className="screen screen-filled">
      <section
        className="card screen-card float-page"
        aria-labelledby="float"
        data-keypad-here={hasKeypad ? '' : undefined}
      >
        <header className="float-head">
          <h2 id="float" className="screen-title">
            {say('drawer.float')}
          </h2>
          <CashSum typed={typed} />
        </header>
        <div className="float-body">
          <div {...ENTER_GOES_ON}>
            <CashFields typed={typed} onTyped={onTyped} />
          </div>
          {hasKeypad ? <Keypad place="person" target={target} /> : null}
        </div>
        <div className="screen-foot">
          <Tap look="quiet" keys={KEYS.back.shown} onTap={() => void till.back()}>
            {say('action.back')}
          </Tap>
          <Tap look="main" className="screen-main" {...(goesOn ? {} : { keys: KEYS.enter.shown })} onTap={onDone}>
            {say('drawer.floatDone')}
          </Tap>
        </div>
      </section>
    </main>
  );
}
