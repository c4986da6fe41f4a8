import { bani } from '../../domain/amount/bani.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { keepFocus } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';

/** What is owed: the largest thing on the screen, and what it does to the points. */
export function Totals() {
  const { say } = useWords();
  const till = useTill();
  const figures = useWindow((state) => state.view?.counter.figures ?? null);
  const member = useWindow((state) => (state.view?.counter.member ?? null) !== null);
  if (figures === null) return null;
  const { gross, discount, spent, total, earned, balanceAfter } = figures;
  return (
    <div className="totals">
      <p className="totals-sub">
        {say('counter.subtotal')} <b>{formatBani(gross)}</b> · {say('counter.discount')}{' '}
        <b>{formatBani(bani(-discount))}</b> · {say('counter.spent')} <b>{formatPoints(spent)}</b>
      </p>
      <div className="totals-due">
        <span className="totals-label">{say('counter.due')}</span>
        <output className="totals-amount" aria-label={say('counter.due')}>
          {formatBani(total)} <small>{say('unit.lei')}</small>
        </output>
      </div>
      <p className="totals-points">
        {gross === 0 && member ? null : member ? (
          <>
            <button
              type="button"
              className="totals-earned"
              onMouseDown={keepFocus}
              onClick={() => till.open({ kind: 'timeline' })}
            >
              <span aria-hidden>▲ </span>
              {say('counter.willEarn', { points: earned })}
            </button>
            {balanceAfter === null ? null : (
              <span>{say('counter.balanceAfter', { balance: formatPoints(balanceAfter) })}</span>
            )}
          </>
        ) : (
          <span className="totals-none">{say('counter.noMember')}</span>
        )}
      </p>
    </div>
  );
}
