import { useState } from 'react';
import { bani, sumBani } from '../../domain/amount/bani.ts';
import type { VatRate } from '../../domain/amount/quantity.ts';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import { HANDED_TENDERS, type HandedTender } from '../../domain/record/record.ts';
import { may } from '../../domain/roles/permissions.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './receipts.css';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly amount: string;
  readonly vat: VatRate | null;
}

const NO_RATES: readonly VatRate[] = [];
const emptyRow = (id: number): Row => ({ id, name: '', amount: '', vat: null });

/** A return from a receipt that nobody here knows: goods and amounts typed by a manager, marked so. */
export function TypedReturnPanel({ number }: { readonly number: string }) {
  const { say } = useWords();
  const till = useTill();
  const rates = useWindow((state) => state.view?.settings.vatRates ?? NO_RATES);
  const role = useWindow((state) => state.view?.staff?.role ?? 'cashier');
  const [rows, setRows] = useState<readonly Row[]>([emptyRow(0)]);
  const [tender, setTender] = useState<HandedTender>('cash');
  const [of, setOf] = useState(number);
  const allowed = may(role, 'returnTyped');

  const change = (id: number, part: Partial<Row>): void =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const amounts = rows.flatMap((row) => {
    const read = parseBani(row.amount);
    return read.ok ? [read.value] : [];
  });
  const sum = amounts.length === 0 ? bani(0) : sumBani(amounts);
  const confirm = async (): Promise<void> => {
    const lines = rows
      .filter((row) => row.amount.trim() !== '')
      .map((row) => ({ name: row.name.trim(), amount: row.amount, vat: row.vat ?? rates[0] ?? 0 }));
    if ((await till.ask('returns.typed', { number: of.trim(), lines, tender })).ok) till.closeAll();
  };
  useMainAction({
    label: sum > 0 ? say('return.confirm', { amount: formatBani(sum) }) : say('return.choose'),
    enabled: allowed && sum > 0,
    run: () => void confirm(),
  });
  return (
    <PanelFrame
      title={say('return.typed')}
      foot={
        <div className="return-foot">
          <div className="totals-due">
            <span className="totals-label">{say('return.giveBack')}</span>
            <output className="totals-amount">
              {formatBani(sum)} <small>{say('unit.lei')}</small>
            </output>
          </div>
          <Choice
            label={say('return.by')}
            value={tender}
            options={HANDED_TENDERS.map((kind) => ({ value: kind, label: say(`tender.${kind}`) }))}
            onChoose={setTender}
          />
        </div>
      }
    >
      <p className={allowed ? 'panel-note' : 'hint hint-attention'}>
        {say(allowed ? 'return.unknownText' : 'return.typedManager')}
      </p>
      <Field label={say('return.typedNumber')} value={of} onText={setOf} disabled={!allowed} />
      <ul className="typed">
        {rows.map((row, at) => (
          <li key={row.id} className="typed-row">
            <Field
              {...FOR_NAMES}
              label={say('return.typedName')}
              value={row.name}
              disabled={!allowed}
              autoFocus={at === rows.length - 1}
              onText={(name) => change(row.id, { name })}
            />
            <Field
              label={say('return.typedAmount')}
              value={row.amount}
              inputMode="decimal"
              disabled={!allowed}
              onText={(amount) => change(row.id, { amount })}
            />
            <Choice
              label={say('vat.choose')}
              value={row.vat ?? rates[0] ?? null}
              options={rates.map((rate) => ({ value: rate, label: `${rateText(rate)} %` }))}
              onChoose={(vat) => change(row.id, { vat })}
            />
            <Tap
              look="quiet"
              label={say('return.typedRemove', { row: at + 1 })}
              disabled={rows.length === 1}
              onTap={() => setRows(rows.filter((each) => each.id !== row.id))}
            >
              ✕
            </Tap>
          </li>
        ))}
      </ul>
      <Tap
        disabled={!allowed || rows.length >= 50}
        onTap={() => setRows([...rows, emptyRow(Math.max(...rows.map((row) => row.id)) + 1)])}
      >
        {say('return.typedAdd')}
      </Tap>
    </PanelFrame>
  );
}
