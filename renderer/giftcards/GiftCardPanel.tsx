import { useCallback, useEffect, useState } from 'react';
import type { GiftCardView } from '../../contract/till/giftcards.ts';
import { formatBani, parseBani } from '../../domain/amount/text.ts';
import { HANDED_TENDERS, type HandedTender } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './giftcards.css';

/** What is known of the code that was read: nothing yet, a card, or none that was ever sold. */
type Read =
  | { readonly what: 'nothing' }
  | { readonly what: 'card'; readonly card: GiftCardView }
  | { readonly what: 'unsold' }
  | { readonly what: 'refused'; readonly refusal: Refusal };

const NOTHING: Read = { what: 'nothing' };

/** A gift card: what is on it; sold, filled up, or paid with. A scan reads it, whatever has the focus. */
export function GiftCardPanel({ code: scanned }: { readonly code: string }) {
  const { say } = useWords();
  const till = useTill();
  const selling = useWindow((state) => (state.view?.counter.lines.length ?? 0) > 0);
  const [code, setCode] = useState(scanned);
  const [read, setRead] = useState<Read>(NOTHING);
  const [amount, setAmount] = useState('');
  const [tender, setTender] = useState<HandedTender>('cash');

  const look = useCallback(
    async (wanted: string): Promise<void> => {
      const answer = await till.askQuietly('giftCards.look', { code: wanted.trim() });
      if (answer.ok) setRead({ what: 'card', card: answer.value });
      else if (answer.refusal?.code === 'giftCard.unknown') setRead({ what: 'unsold' });
      else setRead(answer.refusal === null ? NOTHING : { what: 'refused', refusal: answer.refusal });
    },
    [till],
  );
  useEffect(() => {
    if (scanned !== '') void look(scanned);
  }, [scanned, look]);
  useEffect(
    () =>
      till.takeScans((one, refused) => {
        // A card that is not sold yet, or that only the centre knows, is no code of ours so far.
        if (refused?.code !== 'code.unknown') return false;
        setCode(one);
        void look(one);
        return true;
      }),
    [till, look],
  );

  const put = async (): Promise<void> => {
    const name = read.what === 'card' ? 'giftCards.topUp' : 'giftCards.issue';
    const answer = await till.ask(name, { code: code.trim(), amount, tender });
    if (!answer.ok) return;
    setRead({ what: 'card', card: answer.value });
    setAmount('');
    till.say({ tone: 'ok', words: 'giftCard.done' });
  };
  const undo = async ({ record }: NonNullable<GiftCardView['undo']>): Promise<void> => {
    const answer = await till.ask('giftCards.undo', { code: code.trim(), record });
    if (!answer.ok) return;
    setRead({ what: 'card', card: answer.value });
    till.say({ tone: 'ok', words: 'giftCard.undone' });
  };
  const pay = async (): Promise<void> => {
    if ((await till.ask('counter.giftCard', { code: code.trim() })).ok) till.closeAll();
  };

  const typed = parseBani(amount);
  const shown = typed.ok ? formatBani(typed.value) : amount;
  const known = read.what === 'card' || read.what === 'unsold';
  const putting = known && amount.trim() !== '';
  const paying = !putting && selling && read.what === 'card' && read.card.available > 0;
  useMainAction(
    putting
      ? {
          label: say(read.what === 'card' ? 'giftCard.topUp' : 'giftCard.sell', { amount: shown }),
          enabled: true,
          run: () => void put(),
        }
      : paying
        ? { label: say('giftCard.pay'), enabled: true, run: () => void pay() }
        : { label: say('giftCard.look'), enabled: code.trim().length >= 4, run: () => void look(code) },
  );

  return (
    <PanelFrame title={say('giftCard.title')}>
      <p className="panel-note">{say('giftCard.note')}</p>
      <Field
        label={say('giftCard.code')}
        value={code}
        autoFocus
        onText={(text) => {
          setCode(text);
          setRead(NOTHING);
        }}
      />
      <div role="status">
        <Found read={read} />
      </div>
      {read.what === 'card' && read.card.undo !== null ? <Undo sold={read.card.undo} onUndo={undo} /> : null}
      {known ? (
        <>
          <Field
            label={say('giftCard.amount')}
            value={amount}
            inputMode="decimal"
            autoFocus={read.what === 'unsold'}
            onText={setAmount}
          />
          <div className="giftcard-how">
            <Choice
              label={say('giftCard.how')}
              value={tender}
              options={HANDED_TENDERS.map((kind) => ({ value: kind, label: say(`tender.${kind}`) }))}
              onChoose={setTender}
            />
          </div>
        </>
      ) : null}
    </PanelFrame>
  );
}

/** What the open shift put on the card by mistake is taken off again. */
function Undo(of: {
  readonly sold: NonNullable<GiftCardView['undo']>;
  readonly onUndo: (sold: NonNullable<GiftCardView['undo']>) => Promise<void>;
}) {
  const { say } = useWords();
  return (
    <Tap look="quiet" onTap={() => void of.onUndo(of.sold)}>
      {say('giftCard.undo', { amount: formatBani(of.sold.amount) })}
    </Tap>
  );
}

/** What was found under the code. */
function Found({ read }: { readonly read: Read }) {
  const words = useWords();
  const { say } = words;
  switch (read.what) {
    case 'nothing':
      return null;
    case 'unsold':
      return <p className="giftcard-state">{say('giftCard.unsold')}</p>;
    case 'refused':
      return <p className="giftcard-state giftcard-stop">! {refusalText(words, read.refusal)}</p>;
    case 'card': {
      const { ending, balance, available, expires, ended, fresh } = read.card;
      return (
        <dl className="giftcard">
          <dt>{say('giftCard.on', { ending })}</dt>
          <dd className="giftcard-balance">
            {formatBani(balance)} <small>{say('unit.lei')}</small>
          </dd>
          {available === balance || ended ? null : (
            <>
              <dt>{say('giftCard.available')}</dt>
              <dd>{formatBani(available)}</dd>
            </>
          )}
          <dt>{say('giftCard.until')}</dt>
          <dd className={ended ? 'giftcard-stop' : undefined}>
            {expires === null ? say('giftCard.noEnd') : words.day(expires)}
            {ended ? ` · ! ${say('giftCard.ended')}` : ''}
          </dd>
          {fresh ? null : <dd className="giftcard-old">◐ {say('giftCard.old')}</dd>}
        </dl>
      );
    }
  }
}
