import type { KeptLeft } from '../../contract/till/giftcards.ts';
import { bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { KeptTender } from '../../domain/record/record.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import './giftcards.css';

const NONE = [] as const;

/** A gift card by the end of its code, or the e-wallet, in words. */
export function keptName(
  { say }: Words,
  { kind, ending }: { readonly kind: KeptTender; readonly ending: string },
): string {
  return kind === 'wallet' || ending === '' ? say(`tender.${kind}`) : say('kept.card', { ending });
}

/** Gift cards and the e-wallet that pay a part of the sale, and what is left to pay; nothing where none does or could. */
export function Kept() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const kept = useWindow((state) => state.view?.counter.kept ?? NONE);
  const toPay = useWindow((state) => state.view?.counter.figures.toPay ?? NO_MONEY);
  const wallet = useWindow((state) => state.view?.counter.member?.wallet ?? NO_MONEY);
  const selling = useWindow((state) => (state.view?.counter.lines.length ?? 0) > 0);
  const offered = selling && wallet > 0 && !kept.some(({ kind }) => kind === 'wallet');
  if (kept.length === 0 && !offered) return null;
  return (
    <ul className="kept" aria-label={say('kept.title')}>
      {kept.map((one) => {
        const name = keptName(words, one);
        return (
          <li key={one.card} className="kept-row">
            <span>{name}</span>
            <b>{formatBani(bani(-one.amount))}</b>
            <Tap
              look="quiet"
              label={say('kept.drop', { name })}
              onTap={() => void till.ask('counter.dropCard', { card: one.card })}
            >
              ✕
            </Tap>
          </li>
        );
      })}
      {offered ? (
        <li>
          <Tap onTap={() => void till.ask('counter.wallet', {})}>
            {say('kept.wallet', { amount: formatBani(wallet) })}
          </Tap>
        </li>
      ) : null}
      {kept.length === 0 ? null : (
        <li className="kept-rest">
          <span className="kept-row" role="status">
            <span>{say('kept.toPay')}</span>
            <b>{formatBani(toPay)}</b>
          </span>
        </li>
      )}
    </ul>
  );
}

/** What is left on the cards after a sale or a return. */
export function KeptAfter({ left }: { readonly left: readonly KeptLeft[] }) {
  const words = useWords();
  if (left.length === 0) return null;
  return (
    <ul className="kept kept-after">
      {left.map((one) => (
        <li key={`${one.kind} ${one.ending}`} className="kept-row">
          <span>{words.say('kept.left', { name: keptName(words, one) })}</span>
          <b>{formatBani(one.left)}</b>
        </li>
      ))}
    </ul>
  );
}
