import { useState } from 'react';
import type { ReceiptView } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { printSlip } from './printing.tsx';
import { Slip } from './Slip.tsx';
import './receipts.css';

/** One receipt: how it looks on paper, and what can be done with it. */
export function ReceiptPanel({ receipt }: { readonly receipt: ReceiptView }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [asked, setAsked] = useState(false);
  const [fiscal, setFiscal] = useState(receipt.fiscalNumber ?? '');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const returnable =
    receipt.kind === 'sale' && !receipt.voided && receipt.lines.some((line) => line.returned < line.quantity);

  const keepFiscal = async (): Promise<void> => {
    const answer = await till.askQuietly('receipts.fiscal', { receipt: receipt.id, fiscalNumber: fiscal.trim() });
    if (answer.ok) {
      till.replace({ kind: 'receipt', receipt: answer.value });
      till.say({ tone: 'ok', words: 'receipt.fiscalSaved' });
    } else setRefusal(answer.refusal);
  };
  const makeVoid = async (): Promise<void> => {
    const answer = await till.ask('receipts.void', { receipt: receipt.id });
    if (answer.ok) till.closeAll();
    else setAsked(false);
  };
  const startReturn = (): void => till.open({ kind: 'return', receipt });
  const changed = fiscal.trim() !== '' && fiscal.trim() !== receipt.fiscalNumber;
  useMainAction(
    asked
      ? { label: say('receipt.voidConfirm'), enabled: true, run: () => void makeVoid() }
      : changed
        ? { label: say('receipt.fiscalSave'), enabled: true, run: () => void keepFiscal() }
        : { label: say('action.print'), enabled: true, run: () => printSlip(receipt) },
  );
  return (
    <PanelFrame
      title={say('receipt.title', { number: receipt.number })}
      aside={<p className="panel-aside">{say('receipt.source', { source: receipt.source })}</p>}
    >
      <div className="receipt">
        <div className="receipt-paper">
          <Slip receipt={receipt} />
        </div>
        <div className="receipt-tools">
          <Tap keys={KEYS.print.shown} onTap={() => printSlip(receipt)}>
            {say('action.print')}
          </Tap>
          <Tap disabled={!returnable} onTap={startReturn}>
            {say('receipt.return')}
          </Tap>
          {receipt.voidable ? (
            <Tap look="stop" pressed={asked} onTap={() => setAsked(!asked)}>
              {say('receipt.void')}
            </Tap>
          ) : null}
          {asked ? (
            <p className="hint hint-stop" role="alert">
              <span className="hint-mark" aria-hidden>
                !
              </span>
              <span>{say('receipt.voidSure', { amount: formatBani(receipt.total) })}</span>
            </p>
          ) : null}
          {receipt.voided ? <p className="hint hint-attention">✕ {say('receipts.voided')}</p> : null}
          {receipt.kind === 'sale' ? (
            <Field
              label={say('receipt.fiscal')}
              value={fiscal}
              inputMode="numeric"
              disabled={receipt.source !== 'own'}
              error={refusal === null ? null : refusalText(words, refusal)}
              onText={(text) => {
                setFiscal(text);
                setRefusal(null);
              }}
            />
          ) : null}
        </div>
      </div>
    </PanelFrame>
  );
}
