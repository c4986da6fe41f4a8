import type { TierView } from '../../contract/till/offers.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { nameText } from '../words/names.ts';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import './standing.css';

/** The level, as a badge beside the name; its benefits are read out with it. */
export function TierBadge({ tier }: { readonly tier: TierView }) {
  const { language } = useWords();
  if (tier.name === null) return null;
  const benefits = tier.benefits === null ? undefined : nameText(language, tier.benefits);
  return (
    <span className="tier-badge" title={benefits}>
      <span aria-hidden>★ </span>
      {nameText(language, tier.name)}
    </span>
  );
}

/** How far it is to the next level: a bar, and the same in words. */
export function TierWay({ tier }: { readonly tier: TierView }) {
  const words = useWords();
  const { say, language } = words;
  return (
    <div className="tier-way">
      <progress className="tier-bar" value={tier.progress} max={10_000} aria-label={say('tier.progress')} />
      <p className="tier-words">
        <span>{tier.name === null ? say('tier.none') : nameText(language, tier.name)}</span>
        <span>{tier.next === null ? say('tier.highest') : nextText(words, tier.next)}</span>
      </p>
    </div>
  );
}

/** "încă 230 lei până la Platină". */
export function nextText({ say, language }: Words, next: NonNullable<TierView['next']>): string {
  const name = nameText(language, next.name);
  switch (next.by) {
    case 'spend': {
      const amount = formatBani(bani(next.missing));
      // Russian says „лея” after a part of a leu only, so there the bani stay.
      return say('tier.nextSpend', { amount: language === 'ru' ? amount : amount.replace(/,00$/, ''), name });
    }
    case 'points':
      return say('tier.nextPoints', { points: next.missing, name });
    case 'visits':
      return say('tier.nextVisits', { visits: next.missing, name });
  }
}

/** So many coupons are named; of more it is said how many. */
const MOST_COUPONS = 2;

/** What the member holds besides points: stamps, coupons, points that are not confirmed yet. */
export function Held({ member, today }: { readonly member: MemberPanel; readonly today: CivilDate | undefined }) {
  const words = useWords();
  const { say, language } = words;
  const { stamps, coupons, pending, wallet } = member;
  if (stamps.length === 0 && coupons.length === 0 && pending === 0 && wallet === 0) return null;
  const rest = coupons.length - MOST_COUPONS;
  return (
    <ul className="held" aria-label={say('member.has')}>
      {wallet === 0 ? null : (
        <li className="held-row">
          <span className="held-mark" aria-hidden>
            ▣
          </span>
          <span className="held-name">{say('tender.wallet')}</span>
          <b className="held-value">
            {formatBani(wallet)} {say('unit.lei')}
          </b>
        </li>
      )}
      {stamps.map((card) => (
        <li key={card.card} className="held-row">
          <span className="held-mark" aria-hidden>
            ◉
          </span>
          <span className="held-name">{nameText(language, card.name)}</span>
          <b className="held-value">
            {card.of === null
              ? say('member.stamps', { stamps: card.stamps })
              : say('member.stampsOf', { stamps: card.stamps, of: card.of })}
          </b>
        </li>
      ))}
      {coupons.slice(0, MOST_COUPONS).map((coupon) => (
        <li key={coupon.code} className="held-row" title={coupon.code}>
          <span className="held-mark" aria-hidden>
            ▤
          </span>
          <span className="held-name">{nameText(language, coupon.name)}</span>
          <span className="held-value">{say('member.couponUntil', { day: words.day(coupon.until, today) })}</span>
        </li>
      ))}
      {rest > 0 ? (
        <li className="held-row">
          <span className="held-mark" aria-hidden>
            ▤
          </span>
          <span className="held-name">{say('member.couponsMore', { count: rest })}</span>
        </li>
      ) : null}
      {pending > 0 ? (
        <li className="held-row">
          <span className="held-mark" aria-hidden>
            ◷
          </span>
          <span className="held-name">{say('member.pending', { points: pending })}</span>
        </li>
      ) : null}
    </ul>
  );
}
