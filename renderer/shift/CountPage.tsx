import { useEffect, useRef, useState } from 'react';
import type { ShiftView } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { ENTER_GOES_ON, FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { ManagersWord, useWord } from '../person/ManagersWord.tsx';
import { useWords } from '../words/useWords.ts';
import { CashFields, CashSum } from './CashFields.tsx';
import { rowsOf, sumOf, type Typed, typedOf } from './counting.ts';

/** The count of the open shift; once it is committed, what it came to lies below. */
export function CountPanel({ again }: { readonly again: boolean }) {
  const till = useTill();
  const shift = useWindow((state) => state.view?.shift ?? null);
  // As it was when counting began: what is typed is not typed over by its own keeping.
  const [begun] = useState(shift);
  return begun === null ? null : <CountPage shift={begun} again={again} onDone={() => till.closeAll()} />;
}

/** What is typed is kept so soon after, ms. */
const KEEP_MS = 300;

/**
 * The blind count: pieces as they lie there, and nothing of what should be there. What is typed is kept by the till at once, so Esc, a reload
 * or a power cut loses nothing. `again`: a second count, which takes a manager's word and a reason.
 */
function CountPage({
  shift,
  again,
  onDone,
}: {
  readonly shift: ShiftView;
  readonly again: boolean;
  readonly onDone: () => void;
}) {
  const { say } = useWords();
  const till = useTill();
  const [typed, setTyped] = useState<Typed>(typedOf(shift.draft?.cash ?? []));
  const [card, setCard] = useState(shift.draft?.slips.card ?? '');
  const [other, setOther] = useState(shift.draft?.slips.other ?? '');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const given = useWord();
  const count = { cash: rowsOf(typed), slips: { card: typedSlip(card), other: typedSlip(other) } };

  const latest = useRef(count);
  latest.current = count;
  const isTouched = useRef(false);
  useEffect(() => {
    const keep = (): void => {
      if (isTouched.current) void till.askQuietly('shift.countDraft', { count: latest.current });
      isTouched.current = false;
    };
    const timer = setInterval(keep, KEEP_MS);
    return () => {
      clearInterval(timer);
      keep();
    };
  }, [till]);
  const touch = (change: () => void): void => {
    isTouched.current = true;
    setAsked(false);
    setRefusal(null);
    change();
  };

  const commit = async (): Promise<void> => {
    isTouched.current = false;
    const answer = again
      ? await till.askQuietly('shift.recount', { ...count, ...given.word, reason })
      : await till.askQuietly('shift.count', count);
    if (answer.ok) onDone();
    else {
      isTouched.current = true;
      setAsked(false);
      setRefusal(answer.refusal);
    }
  };
  const sum = formatBani(sumOf(typed));
  useMainAction({
    label: asked ? say('drawer.sure', { sum }) : say(again ? 'drawer.againCommit' : 'drawer.commit'),
    enabled: !again || (given.ready && reason.trim() !== ''),
    run: () => (asked ? void commit() : setAsked(true)),
  });
  const foot =
    refusal === null && !asked ? undefined : (
      <>
        <Refused refusal={refusal} />
        {asked ? (
          <p className="hint hint-attention" role="alert">
            <span className="hint-mark" aria-hidden>
              !
            </span>
            <span>{say('drawer.sureText')}</span>
          </p>
        ) : null}
      </>
    );
  return (
    <PanelFrame title={say('drawer.title')} aside={<CashSum typed={typed} />} foot={foot}>
      {/* Once it is asked, Enter answers. */}
      <div {...(asked ? {} : ENTER_GOES_ON)}>
        <CashFields typed={typed} onTyped={(next) => touch(() => setTyped(next))} />
        <fieldset className="cash-slips" aria-label={say('drawer.slips')}>
          <legend>{say('drawer.slips')}</legend>
          <Field
            label={say('drawer.card')}
            inputMode="decimal"
            value={card}
            maxLength={20}
            onText={(text) => touch(() => setCard(text))}
          />
          <Field
            label={say('drawer.other')}
            inputMode="decimal"
            value={other}
            maxLength={20}
            onText={(text) => touch(() => setOther(text))}
          />
        </fieldset>
        {again ? (
          <div className="shift-form cash-word">
            <Field
              {...FOR_NAMES}
              label={say('drawer.againReason')}
              value={reason}
              maxLength={200}
              onText={(text) => touch(() => setReason(text))}
            />
            <ManagersWord {...given} autoFocus={false} />
          </div>
        ) : null}
      </div>
      <p className="panel-note">{say('drawer.text')}</p>
    </PanelFrame>
  );
}

const typedSlip = (text: string): string | null => (text.trim() === '' ? null : text);
