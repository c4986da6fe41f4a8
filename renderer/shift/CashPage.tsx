import { useState } from 'react';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import { done, type Refusal } from '../../domain/refusal/refusal.ts';
import { CASH_REASONS, type CashReason } from '../../domain/shift/recorded.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { ENTER_GOES_ON, FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CashFields, CashSum } from './CashFields.tsx';
import { rowsOf, sumOf, type Typed } from './counting.ts';

/** Cash put into the drawer or taken out of it, that is no payment; each is a record of its own. */
export function CashPage() {
  const { say } = useWords();
  const till = useTill();
  const [direction, setDirection] = useState<'in' | 'out'>('out');
  const [why, setWhy] = useState<CashReason>('safe');
  const [money, setMoney] = useState('');
  const [how, setHow] = useState<'sum' | 'pieces'>('sum');
  const [typed, setTyped] = useState<Typed>({});
  const isCounted = useWindow((state) => (state.view?.shift?.turns ?? 0) > 0);
  const [note, setNote] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [written, setWritten] = useState<string | null>(null);
  const write = async (): Promise<void> => {
    const answer = await till.askQuietly('shift.cash', {
      direction,
      why,
      money: how === 'sum' ? money : rowsOf(typed),
      note,
    });
    if (!answer.ok) {
      setRefusal(answer.refusal);
      return;
    }
    const amount = how === 'sum' ? parseBani(money) : done(sumOf(typed));
    setWritten(amount.ok ? formatBani(amount.value) : money);
    setMoney('');
    setTyped({});
    setNote('');
  };
  const change = (work: () => void): void => {
    setRefusal(null);
    setWritten(null);
    work();
  };
  useMainAction({
    label: say('drawer.write'),
    enabled: how === 'sum' ? money.trim() !== '' : sumOf(typed) > 0,
    run: () => void write(),
  });
  return (
    <PanelFrame title={say('drawer.move')} aside={how === 'pieces' ? <CashSum typed={typed} /> : undefined}>
      <div className="shift-form">
        <Choice
          label={say('drawer.move')}
          value={direction}
          options={(['out', 'in'] as const).map((value) => ({ value, label: say(`drawer.${value}`) }))}
          onChoose={(value) => change(() => setDirection(value))}
        />
        <Choice
          label={say('drawer.why')}
          value={why}
          options={CASH_REASONS.map((value) => ({ value, label: say(`drawer.why.${value}`) }))}
          onChoose={(value) => change(() => setWhy(value))}
        />
        <Choice
          label={say('drawer.how')}
          value={how}
          options={(['sum', 'pieces'] as const).map((value) => ({ value, label: say(`drawer.how.${value}`) }))}
          onChoose={(value) => change(() => setHow(value))}
        />
        {how === 'sum' ? (
          <Field
            label={say('drawer.amount')}
            inputMode="decimal"
            autoFocus
            value={money}
            maxLength={20}
            onText={(text) => change(() => setMoney(text))}
          />
        ) : (
          <div {...ENTER_GOES_ON}>
            <CashFields typed={typed} onTyped={(next) => change(() => setTyped(next))} />
          </div>
        )}
        <Field
          {...FOR_NAMES}
          label={say('drawer.note')}
          value={note}
          maxLength={200}
          onText={(text) => change(() => setNote(text))}
        />
        {isCounted && direction === 'out' ? <p className="panel-note">{say('drawer.howText')}</p> : null}
        <Refused refusal={refusal} />
        {written === null ? null : (
          <p className="hint hint-ok" role="status">
            <span className="hint-mark" aria-hidden>
              ✓
            </span>
            <span>{say('drawer.written', { sum: written })}</span>
          </p>
        )}
      </div>
    </PanelFrame>
  );
}
