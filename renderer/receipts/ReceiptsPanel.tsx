import type { KeyboardEvent } from 'react';
import { useEffect, useState } from 'react';
import type { ReceiptRow } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './receipts.css';

/** The till's latest receipts, and any other by its number: to look at, or to return from. */
export function ReceiptsPanel({ purpose }: { readonly purpose: 'look' | 'return' }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const rows = useRecent();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const [number, setNumber] = useState('');
  const [marked, setMarked] = useState(0);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const returning = purpose === 'return';
  const shown = returning ? rows?.filter((row) => row.kind === 'sale' && !row.voided) : rows;

  const open = async (wanted: string): Promise<void> => {
    const answer = await till.askQuietly('receipts.find', { number: wanted.trim() });
    if (!answer.ok) setRefusal(answer.refusal);
    else if (returning && answer.value.kind === 'sale') till.open({ kind: 'return', receipt: answer.value });
    else till.open({ kind: 'receipt', receipt: answer.value });
  };
  const row = shown?.[marked];
  useMainAction({
    label: say('receipts.open'),
    enabled: number.trim() !== '' || row !== undefined,
    run: () => {
      if (number.trim() !== '') void open(number);
      else if (row !== undefined) void open(row.number);
    },
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const count = shown?.length ?? 0;
    if (count === 0 || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    const next = (count + marked + (event.key === 'ArrowDown' ? 1 : -1)) % count;
    setMarked(next);
    document.getElementById(`receipt-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <PanelFrame title={say(returning ? 'return.title' : 'receipts.title')}>
      <Field
        label={say('receipts.findHint')}
        value={number}
        autoFocus
        inputMode="text"
        placeholder="R0001…"
        onKeyDown={onKeyDown}
        onText={(text) => {
          setNumber(text);
          setRefusal(null);
        }}
      />
      {refusal === null ? null : <Unknown refusal={refusal} number={number} />}
      <h3 className="receipts-title">{say('return.recent')}</h3>
      {shown?.length === 0 ? (
        <Emptiness mark="▤" title={say('receipts.empty')} text={say('receipts.emptyText')} />
      ) : null}
      <ul className="rows">
        {shown?.map((each, at) => (
          <li key={each.id}>
            <button
              id={`receipt-${at}`}
              type="button"
              className="row"
              aria-current={at === marked && number.trim() === ''}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => void open(each.number)}
            >
              <span className="row-when">{words.moment(each.at, civilDateAt(now))}</span>
              <span className="row-what">
                <b>
                  {say('receipts.kind', { kind: each.kind })} {each.voided ? `· ✕ ${say('receipts.voided')}` : ''}
                </b>
                <small>
                  {[
                    each.number,
                    each.memberName,
                    each.fiscalNumber ?? (each.kind === 'sale' ? say('receipts.noFiscal') : null),
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </small>
              </span>
              <span className="row-amount">{formatBani(each.total)}</span>
            </button>
          </li>
        ))}
      </ul>
    </PanelFrame>
  );
}

/** A receipt nobody here knows: said, and the way on for a manager. */
function Unknown({ refusal, number }: { readonly refusal: Refusal; readonly number: string }) {
  const words = useWords();
  const till = useTill();
  const unknown = refusal.code === 'receipt.unknown';
  return (
    <div className="hint hint-attention" role="alert">
      <span className="hint-mark" aria-hidden>
        ?
      </span>
      <div>
        <b>{refusalText(words, refusal)}</b>
        {unknown ? (
          <>
            <span className="hint-why">{words.say('return.unknownText')}</span>
            <Tap className="receipts-typed" onTap={() => till.open({ kind: 'typedReturn', number: number.trim() })}>
              {words.say('return.typed')}
            </Tap>
          </>
        ) : null}
      </div>
    </div>
  );
}

/** The latest receipts, asked again whenever a sale, return or void is confirmed. */
function useRecent(): readonly ReceiptRow[] | null {
  const till = useTill();
  const last = useWindow((state) => state.view?.counter.last?.id ?? null);
  const [rows, setRows] = useState<readonly ReceiptRow[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(last): what was confirmed since stands in the list
  useEffect(() => {
    let wanted = true;
    void till.ask('receipts.recent', {}).then((answer) => {
      if (wanted && answer.ok) setRows(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, last]);
  return rows;
}
