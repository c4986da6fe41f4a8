import { useEffect, useRef, useState } from 'react';
import type { Confirmed } from '../../contract/till/views.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KeptAfter } from '../giftcards/Kept.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { printReceipt } from '../receipts/printing.tsx';
import { nameText } from '../words/names.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './done.css';

/** A second Enter from an impatient hand must not hide the change before it was seen, ms. */
const SEEN_AFTER_MS = 400;

/** What was confirmed: the change to give first, then the points; the fiscal number if it is at hand. */
export function Done({ done, active }: { readonly done: Confirmed; readonly active: boolean }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [fiscal, setFiscal] = useState(done.fiscalNumber ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [seen, setSeen] = useState(false);
  const unsaved = useRef<string | null>(null);
  unsaved.current = fiscal.trim() !== '' && fiscal.trim() !== done.fiscalNumber ? fiscal.trim() : null;
  const sale = done.kind === 'sale';

  useEffect(() => {
    const timer = setTimeout(() => setSeen(true), SEEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  // The next scan puts this out of sight; a number that was typed and not yet kept is kept then.
  useEffect(
    () => () => {
      if (unsaved.current !== null)
        void till.ask('receipts.fiscal', { receipt: done.id, fiscalNumber: unsaved.current });
    },
    [till, done.id],
  );

  const next = async (): Promise<void> => {
    if (unsaved.current !== null) {
      const answer = await till.askQuietly('receipts.fiscal', { receipt: done.id, fiscalNumber: unsaved.current });
      if (!answer.ok) {
        setProblem(answer.refusal === null ? say('notice.lost') : refusalText(words, answer.refusal));
        return;
      }
      unsaved.current = null;
    }
    await till.ask('counter.next', {});
  };
  useMainAction({ label: say('action.next'), enabled: seen, run: () => void next(), active });

  const title = { sale: 'done.title', return: 'done.returned', void: 'done.voided' } as const;
  const back = !sale;
  return (
    <section className="done" aria-label={say(title[done.kind])}>
      <header className="done-head">
        <span className="done-mark" aria-hidden>
          ✓
        </span>
        <div>
          <h2 className="done-title">{say(title[done.kind])}</h2>
          <p className="done-number">
            {say('done.receipt', { number: done.number })} · {say('done.saved')}
          </p>
        </div>
        <Tap onTap={() => void printReceipt(till, done.number)} keys={KEYS.print.shown}>
          {say('action.print')}
        </Tap>
      </header>
      <div className="done-money" role="status">
        <Amount
          label={say(back ? 'done.giveBack' : 'done.total')}
          value={formatBani(done.total)}
          large={back || done.change === 0}
        />
        {back ? null : <Amount label={say('done.change')} value={formatBani(done.change)} large={done.change > 0} />}
      </div>
      <KeptAfter left={done.kept} />
      {done.walletGiven > 0 ? (
        <p className="done-wallet">{say('done.walletGiven', { amount: formatBani(done.walletGiven) })}</p>
      ) : null}
      {done.balanceAfter === null ? null : (
        <dl className="done-points">
          <dt>{say(back ? 'done.earnedBack' : 'done.earned')}</dt>
          <dd>{formatPoints(done.earned)}</dd>
          <dt>{say(back ? 'done.spentBack' : 'done.spent')}</dt>
          <dd>{formatPoints(done.spent)}</dd>
          <dt className="done-balance">
            {done.memberName === null ? say('done.balance') : say('done.balanceOf', { name: done.memberName })}
          </dt>
          <dd className="done-balance">{formatPoints(done.balanceAfter)}</dd>
        </dl>
      )}
      {done.tierReached === null ? null : (
        <p className="done-tier" role="status">
          <span className="done-tier-mark" aria-hidden>
            ★
          </span>
          <span>
            <b>{say('done.tier', { name: nameText(words.language, done.tierReached) })}</b>
            <span className="hint-why">{say('done.tierText')}</span>
          </span>
        </p>
      )}
      <Issued done={done} />
      <span className="done-space" />
      {sale ? (
        <Field
          label={say('done.fiscal')}
          description={say('done.fiscalHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={problem}
          value={fiscal}
          inputMode="numeric"
          autoFocus={active}
          onText={(text) => {
            setFiscal(text);
            setProblem(null);
          }}
        />
      ) : null}
    </section>
  );
}

/** Coupons that this sale gave: what each is, its code and its last day; they come with the slip. */
function Issued({ done }: { readonly done: Confirmed }) {
  const words = useWords();
  const { say } = words;
  if (done.issued.length === 0) return null;
  return (
    <section className="done-coupons" aria-labelledby="issued">
      <h3 id="issued" className="done-coupons-title">
        {say('done.coupons', { count: done.issued.length })} <small>{say('done.couponsText')}</small>
      </h3>
      <ul className="done-coupons-list">
        {done.issued.map((coupon) => (
          <li key={coupon.code} className="done-coupon">
            <span>
              <b>{nameText(words.language, coupon.name)}</b>
              <span className="hint-why">{say('member.couponUntil', { day: words.day(coupon.until) })}</span>
            </span>
            <code>{coupon.code}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Amount({ label, value, large }: { readonly label: string; readonly value: string; readonly large?: boolean }) {
  const { say } = useWords();
  return (
    <p className={large === true ? 'done-amount done-amount-large' : 'done-amount'}>
      <span>{label}</span>
      <b>
        {value} <small>{say('unit.lei')}</small>
      </b>
    </p>
  );
}
