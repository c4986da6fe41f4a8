import { useState } from 'react';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { CASH_REASONS, type CashReason } from '../../domain/shift/recorded.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';

/** Cash put into the drawer or taken out of it, that is no payment; each is a record of its own. */
export function CashPage() {
  const { say } = useWords();
  const till = useTill();
  const [direction, setDirection] = useState<'in' | 'out'>('out');
  const [why, setWhy] = useState<CashReason>('safe');
  const [money, setMoney] = useState('');
  const [note, setNote] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [written, setWritten] = useState<string | null>(null);
  const write = async (): Promise<void> => {
    const answer = await till.askQuietly('shift.cash', { direction, why, money, note });
    if (!answer.ok) {
      setRefusal(answer.refusal);
      return;
    }
    const amount = parseBani(money);
    setWritten(amount.ok ? formatBani(amount.value) : money);
    setMoney('');
    setNote('');
  };
  const change = (work: () => void): void => {
    setRefusal(null);
    setWritten(null);
    work();
  };
  useMainAction({ label: say('drawer.write'), enabled: money.trim() !== '', run: () => void write() });
  return (
    <PanelFrame title={say('drawer.move')}>
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
        <Field
          label={say('drawer.amount')}
          inputMode="decimal"
          autoFocus
          value={money}
          maxLength={20}
          onText={(text) => change(() => setMoney(text))}
        />
        <Field
          {...FOR_NAMES}
          label={say('drawer.note')}
          value={note}
          maxLength={200}
          onText={(text) => change(() => setNote(text))}
        />
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
