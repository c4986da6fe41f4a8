import { useEffect, useState } from 'react';
import type { ReceiptLine, ReceiptView, ReturnQuote } from '../../contract/till/views.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { formatBani, formatPoints, formatQuantity, parseQuantity } from '../../domain/amount/text.ts';
import { HANDED_TENDERS, type HandedTender } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Stepper } from '../controls/Stepper.tsx';
import { Tap } from '../controls/Tap.tsx';
import { keptName } from '../giftcards/Kept.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './receipts.css';

/** How much comes back of each line, by its index, as typed. */
type Chosen = Readonly<Record<number, string>>;

const leftOf = (line: ReceiptLine) => thousandths(Math.max(0, line.quantity - line.returned));

/** How it was paid, as far as a hand can give it back: what cards paid goes back to them by itself. */
function handedOf({ tenders }: ReceiptView): HandedTender {
  return HANDED_TENDERS.find((kind) => tenders.some((tender) => tender.kind === kind)) ?? 'cash';
}

/** A return from a known receipt: which lines and how much; what it gives back is shown before it is confirmed. */
export function ReturnPanel({ receipt }: { readonly receipt: ReceiptView }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [chosen, setChosen] = useState<Chosen>({});
  const [tender, setTender] = useState<HandedTender>(handedOf(receipt));
  const [confirming, setConfirming] = useState(false);
  const lines = receipt.lines.flatMap((line) => {
    const typed = parseQuantity(chosen[line.index] ?? '', line.unit);
    return typed.ok ? [{ index: line.index, quantity: typed.value }] : [];
  });
  const { quote, refusal } = useQuote(receipt, lines);
  const all = (): void => {
    const left = receipt.lines.filter((line) => leftOf(line) > 0);
    setChosen(Object.fromEntries(left.map((line) => [line.index, formatQuantity(leftOf(line), line.unit)])));
  };
  const confirm = async (): Promise<void> => {
    if (quote === null || confirming) return;
    setConfirming(true);
    const answer = await till.ask('returns.confirm', { receipt: receipt.id, lines, total: quote.total, tender });
    setConfirming(false);
    if (answer.ok) till.closeAll();
  };
  useMainAction({
    label: quote === null ? say('return.choose') : say('return.confirm', { amount: formatBani(quote.total) }),
    enabled: quote !== null && !confirming,
    run: () => void confirm(),
  });
  return (
    <PanelFrame
      title={say('return.of', { number: receipt.number })}
      foot={<Given quote={quote} refusal={refusal} tender={tender} onTender={setTender} />}
    >
      <div className="return-head">
        <h3 className="receipts-title">{say('return.howMuch')}</h3>
        <Tap onTap={all}>{say('return.all')}</Tap>
      </div>
      <ul className="return-lines">
        {receipt.lines.map((line) => (
          <Line
            key={line.index}
            line={line}
            typed={chosen[line.index] ?? ''}
            onType={(text) => setChosen({ ...chosen, [line.index]: text })}
          />
        ))}
      </ul>
    </PanelFrame>
  );
}

interface LineProps {
  readonly line: ReceiptLine;
  readonly typed: string;
  readonly onType: (text: string) => void;
}

function Line({ line, typed, onType }: LineProps) {
  const { say } = useWords();
  const product = line.name === '' ? say('counter.amountLine') : line.name;
  const left = leftOf(line);
  const read = parseQuantity(typed, line.unit);
  const now = read.ok ? read.value : thousandths(0);
  const step = (by: number): void => {
    const next = thousandths(Math.min(left, Math.max(0, now + by)));
    onType(next === 0 ? '' : formatQuantity(next, line.unit));
  };
  return (
    <li className="return-line">
      <span className="return-name">
        <b>{product}</b>
        <small>
          {formatBani(line.price)} ·{' '}
          {left === 0
            ? say('return.nothingLeft')
            : say('return.left', {
                left: formatQuantity(left, line.unit),
                sold: `${formatQuantity(line.quantity, line.unit)} ${say(`unit.${line.unit}`)}`,
              })}
        </small>
      </span>
      {line.unit === 'kg' ? (
        <span className="return-kg">
          <Field
            aria-label={say('return.quantity', { product })}
            value={typed}
            inputMode="decimal"
            disabled={left === 0}
            rightSection={say('unit.kg')}
            onText={onType}
          />
          <Tap
            disabled={left === 0}
            onTap={() => onType(formatQuantity(left, 'kg'))}
            label={say('return.more', { product })}
          >
            {formatQuantity(left, 'kg')}
          </Tap>
        </span>
      ) : (
        <Stepper
          value={formatQuantity(now, line.unit)}
          onLess={() => step(-1000)}
          onMore={() => step(1000)}
          lessLabel={say('return.less', { product })}
          moreLabel={say('return.more', { product })}
          canLess={now > 0}
          canMore={now < left}
        />
      )}
    </li>
  );
}

interface GivenProps {
  readonly quote: ReturnQuote | null;
  readonly refusal: Refusal | null;
  readonly tender: HandedTender;
  readonly onTender: (kind: HandedTender) => void;
}

/** What goes back to the customer: money, and points both ways. */
function Given({ quote, refusal, tender, onTender }: GivenProps) {
  const words = useWords();
  const { say } = words;
  return (
    <div className="return-foot" role="status">
      <div className="totals-due">
        <span className="totals-label">{say('return.giveBack')}</span>
        <output className="totals-amount">
          {quote === null ? '0,00' : formatBani(quote.total)} <small>{say('unit.lei')}</small>
        </output>
      </div>
      <p className="totals-points">
        {refusal !== null ? (
          <span className="return-refused">! {refusalText(words, refusal)}</span>
        ) : quote === null ? (
          <span>{say('return.choose')}</span>
        ) : (
          <>
            <span>
              {say('return.points', { taken: formatPoints(quote.earnedBack), given: formatPoints(quote.spentBack) })}
            </span>
            {quote.balanceAfter === null ? null : (
              <span>{say('return.balanceAfter', { balance: formatPoints(quote.balanceAfter) })}</span>
            )}
          </>
        )}
      </p>
      {quote === null || quote.kept.length === 0 ? null : (
        <p className="totals-points">
          {quote.kept.map((one) => (
            <span key={`${one.kind} ${one.ending}`}>
              {say('return.onCard', { name: keptName(words, one), amount: formatBani(one.amount) })}
            </span>
          ))}
          <span>{say('return.byHand', { amount: formatBani(quote.byHand) })}</span>
        </p>
      )}
      <Choice
        label={say('return.by')}
        value={tender}
        options={HANDED_TENDERS.map((kind) => ({ value: kind, label: say(`tender.${kind}`) }))}
        onChoose={onTender}
      />
    </div>
  );
}

type ChosenLines = readonly { readonly index: number; readonly quantity: number }[];

/** What the chosen lines would give back; null while nothing is chosen or it is refused. */
function useQuote(receipt: ReceiptView, lines: ChosenLines): { quote: ReturnQuote | null; refusal: Refusal | null } {
  const till = useTill();
  const [answer, setAnswer] = useState<{ quote: ReturnQuote | null; refusal: Refusal | null }>(NOTHING);
  const asked = JSON.stringify(lines);
  useEffect(() => {
    const chosen: { index: number; quantity: number }[] = JSON.parse(asked);
    if (chosen.length === 0) {
      setAnswer(NOTHING);
      return;
    }
    let wanted = true;
    void till.askQuietly('returns.quote', { receipt: receipt.id, lines: chosen }).then((said) => {
      if (wanted) setAnswer(said.ok ? { quote: said.value, refusal: null } : { quote: null, refusal: said.refusal });
    });
    return () => {
      wanted = false;
    };
  }, [till, receipt.id, asked]);
  return answer;
}

const NOTHING = { quote: null, refusal: null } as const;
