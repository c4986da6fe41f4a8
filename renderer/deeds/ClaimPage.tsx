import { useEffect, useState } from 'react';
import type { ClaimQuote } from '../../contract/till/deeds.ts';
import type { MemberPanel, ReceiptRow, ReceiptView } from '../../contract/till/views.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { readReceiptNumber } from '../../domain/card/receiptNumber.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { DeedDone } from './DeedDone.tsx';
import { Refused } from './Refused.tsx';

/** A receipt that was found, and what it would bring or why it brings nothing. */
interface Found {
  readonly receipt: ReceiptView;
  readonly quote: ClaimQuote | null;
}

/** Receipts shown to choose from: who forgot their card mostly comes back at once. */
const MOST_RECENT = 5;

/** The points of a receipt without a member: scanned, typed or just rung; what it would bring; then it is written. */
export function ClaimPage({ member }: { readonly member: MemberPanel }) {
  const { say } = useWords();
  const till = useTill();
  const recent = useRecent();
  const [number, setNumber] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [claimed, setClaimed] = useState<Found | null>(null);
  const [asking, setAsking] = useState(false);

  const type = (text: string): void => {
    setNumber(text);
    setFound(null);
    setRefusal(null);
  };
  const find = async (wanted: string): Promise<void> => {
    type(wanted);
    setAsking(true);
    const answer = await till.askQuietly('receipts.find', { number: wanted.trim() });
    if (!answer.ok) setRefusal(answer.refusal);
    else {
      const receipt = answer.value;
      setFound({ receipt, quote: null });
      if (receipt.kind === 'return') return setAsking(false);
      const quote = await till.askQuietly('members.quoteClaim', { receipt: receipt.id, member: member.id });
      if (quote.ok) setFound({ receipt, quote: quote.value });
      else setRefusal(quote.refusal);
    }
    setAsking(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies(find): it is made anew each time, and does the same
  useEffect(
    () =>
      till.takeScans((code) => {
        // A card or a product goes on to the sale; a receipt is what this page waits for.
        if (claimed !== null || !readReceiptNumber(code).ok) return false;
        void find(code);
        return true;
      }),
    [till, claimed],
  );
  const claim = async ({ receipt, quote }: Found): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.claim', { receipt: receipt.id, member: member.id });
    setAsking(false);
    if (answer.ok) setClaimed({ receipt, quote });
    else setRefusal(answer.refusal);
  };
  const brings = found?.quote ?? null;
  useMainAction({
    label:
      brings !== null
        ? say('deeds.claimConfirm', { points: brings.points })
        : number.trim() === ''
          ? say('deeds.claimNeeds')
          : say('deeds.claimFind'),
    enabled: !asking && (brings !== null || (found === null && number.trim() !== '')),
    run: () => void (found !== null && brings !== null ? claim(found) : find(number)),
    active: claimed === null,
  });
  if (claimed !== null) {
    const { name, balance } = member;
    const points = claimed.quote?.points ?? 0;
    const title = say('deeds.claimDone', { number: claimed.receipt.number, points });
    return <DeedDone title={title} balances={[{ name, balance }]} />;
  }
  return (
    <div className="deed-page">
      <Field
        label={say('receipts.findHint')}
        value={number}
        autoFocus
        inputMode="text"
        placeholder="R0001…"
        onText={type}
      />
      {found === null ? null : <Receipt found={found} />}
      <Refused refusal={refusal} />
      {found?.receipt.kind === 'return' ? (
        <p className="hint hint-attention" role="alert">
          <span className="hint-mark" aria-hidden>
            ?
          </span>
          <span>{say('deeds.claimReturnNotSale')}</span>
        </p>
      ) : null}
      {found !== null || recent.length === 0 ? null : (
        <Recent rows={recent} onChoose={(row) => void find(row.number)} />
      )}
    </div>
  );
}

/** The receipt as the cashier compares it with the paper, and what it would bring. */
function Receipt({ found: { receipt, quote } }: { readonly found: Found }) {
  const words = useWords();
  const { say } = words;
  const now = useWindow((state) => state.view?.status.now ?? receipt.at);
  return (
    <dl className="deed-receipt">
      <div>
        <dt>{say('deeds.claimWhen')}</dt>
        <dd>
          {words.moment(receipt.at, civilDateAt(now))} · {receipt.store}
        </dd>
      </div>
      <div>
        <dt>{say('deeds.claimPaid')}</dt>
        <dd>
          {formatBani(receipt.total)} {say('unit.lei')}
          {receipt.memberName === null ? null : ` · ${receipt.memberName}`}
        </dd>
      </div>
      {quote === null ? null : (
        <div className="deed-brings">
          <dt>{say('deeds.claimBrings')}</dt>
          <dd>
            <b>
              {say('deeds.eventGives', { points: quote.points })}
              {quote.stamps > 0 ? ` · ${say('deeds.eventStamps', { stamps: quote.stamps })}` : null}
            </b>
            <small>
              {say('deeds.willBe', { before: formatPoints(quote.balance), after: formatPoints(quote.balanceAfter) })}
            </small>
          </dd>
        </div>
      )}
    </dl>
  );
}

interface RecentProps {
  readonly rows: readonly ReceiptRow[];
  readonly onChoose: (row: ReceiptRow) => void;
}

function Recent({ rows, onChoose }: RecentProps) {
  const words = useWords();
  const { say } = words;
  const now = useWindow((state) => state.view?.status.now ?? 0);
  return (
    <section aria-labelledby="claim-recent">
      <h3 id="claim-recent" className="receipts-title">
        {say('deeds.claimRecent')}
      </h3>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className="row"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(row)}
            >
              <span className="row-when">{words.moment(row.at, civilDateAt(now))}</span>
              <span className="row-what">
                <b>{row.number}</b>
              </span>
              <span className="row-amount">{formatBani(row.total)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** This till's latest sales without a member. */
function useRecent(): readonly ReceiptRow[] {
  const till = useTill();
  const [rows, setRows] = useState<readonly ReceiptRow[]>([]);
  useEffect(() => {
    let wanted = true;
    void till.ask('receipts.recent', {}).then((answer) => {
      if (!wanted || !answer.ok) return;
      const free = answer.value.filter((row) => row.kind === 'sale' && !row.voided && row.memberName === null);
      setRows(free.slice(0, MOST_RECENT));
    });
    return () => {
      wanted = false;
    };
  }, [till]);
  return rows;
}
