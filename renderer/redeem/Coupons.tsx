import type { AppliedView } from '../../contract/till/offers.ts';
import type { CounterView } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { NotApplied } from '../../domain/sale/figures.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { nameText, useNamed } from '../words/names.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

/** Coupons that were read, each with what it does or why it waits, and rewards chosen that cannot be had now. */
export function Coupons({ counter }: { readonly counter: CounterView }) {
  const { say } = useWords();
  const { applied, codes, notApplied } = counter;
  const rewards = notApplied.filter(({ code }) => code === null);
  if (codes.length === 0 && rewards.length === 0) return null;
  return (
    <ul className="coupons" aria-label={say('rewards.codes')}>
      {codes.map((code) => (
        <Coupon
          key={code}
          code={code}
          applied={applied.find((each) => each.code === code) ?? null}
          waiting={notApplied.find((each) => each.code === code) ?? null}
        />
      ))}
      {rewards.map((reward) => (
        <Waiting key={reward.offer} waiting={reward} />
      ))}
    </ul>
  );
}

interface CouponProps {
  readonly code: string;
  readonly applied: AppliedView | null;
  readonly waiting: NotApplied | null;
}

function Coupon({ code, applied, waiting }: CouponProps) {
  const words = useWords();
  const { say, language } = words;
  const till = useTill();
  return (
    <li className="coupon" data-waits={waiting === null ? undefined : ''}>
      <span className="coupon-mark" aria-hidden>
        {waiting === null ? '✓' : '◐'}
      </span>
      <span className="coupon-words">
        <b>{code}</b>
        {applied === null ? null : ` · ${nameText(language, applied.name)}`}
        <span className="hint-why">
          {waiting === null
            ? say('rewards.applies')
            : `${say('rewards.waits')}: ${refusalText(words, waiting.refusal)}`}
        </span>
      </span>
      {applied === null || applied.discount === 0 ? null : (
        <b className="coupon-off">{say('rewards.takesOff', { amount: formatBani(applied.discount) })}</b>
      )}
      <Tap
        look="quiet"
        className="coupon-drop"
        label={say('rewards.codeDrop', { code })}
        onTap={() => void till.ask('counter.dropCoupon', { code })}
      >
        ✕
      </Tap>
    </li>
  );
}

/** A reward that was chosen and cannot be had as the basket is now. */
function Waiting({ waiting }: { readonly waiting: NotApplied }) {
  const words = useWords();
  const named = useNamed();
  const till = useTill();
  const { offer } = waiting;
  const name = offer === null ? '' : named(offer);
  return (
    <li className="coupon" data-waits="">
      <span className="coupon-mark" aria-hidden>
        ◐
      </span>
      <span className="coupon-words">
        <b>{name}</b>
        <span className="hint-why">
          {words.say('rewards.waits')}: {refusalText(words, waiting.refusal)}
        </span>
      </span>
      {offer === null ? null : (
        <Tap
          look="quiet"
          className="coupon-drop"
          label={words.say('rewards.less', { name })}
          onTap={() => void till.ask('counter.reward', { offer, times: 0, points: null, sku: null })}
        >
          ✕
        </Tap>
      )}
    </li>
  );
}
