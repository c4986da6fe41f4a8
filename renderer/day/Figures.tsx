import type { ReactNode } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import type { CheckName } from '../../domain/day/recorded.ts';
import { POINT_GROUPS } from '../../domain/day/sums.ts';
import { useWords } from '../words/useWords.ts';
import { signed, signedPoints, tillStateText } from './dayWords.ts';
import { door, useGoOn } from './pages.ts';

/** The day in figures: its cash, its points, its tills. Each card is the door to what is behind it. */
export function Figures({ drawn }: { readonly drawn: DrawnDay }) {
  const words = useWords();
  const { say } = words;
  const { cash, points, tills } = drawn;
  return (
    <>
      <Card title={say('day.cash')} leads="money" from="cash">
        <Fact label={say('drawer.expected')} figure={formatBani(cash.expected)} />
        <Fact label={say('drawer.counted')} figure={formatBani(cash.counted)} />
        <Fact
          main
          label={say('day.variance')}
          figure={signed(cash.variance)}
          tone={cash.variance === 0 ? 'ok' : 'stop'}
        />
      </Card>
      <Card title={say('day.pointsOf')} leads="points" from="points">
        <Fact label={say('day.points.opening')} figure={formatPoints(points.opening)} />
        {POINT_GROUPS.map((group) =>
          points.groups[group] === 0 && (group === 'returned' || group === 'adjusted') ? null : (
            <Fact key={group} label={say(`day.points.${group}`)} figure={signedPoints(points.groups[group])} />
          ),
        )}
        <Fact main label={say('day.points.closing')} figure={formatPoints(points.closing)} />
      </Card>
      <Card title={say('day.tillsOf')} leads="centre" from="tills">
        {tills.map((till) => {
          const { mark, text, tone } = tillStateText(words, till);
          // Beside the word that it is closed without there is no room for more.
          const hasShifts = till.shifts.length > 0 && till.without === null;
          const shifts = hasShifts ? ` · ${say('day.shifts', { count: till.shifts.length })}` : '';
          return (
            <span key={till.till} className="day-fact">
              <span className="day-fact-label">
                {say('day.till', { till: till.number })}
                {shifts}
              </span>
              <span className="day-till" data-tone={till.without === null ? tone : 'second'}>
                <span aria-hidden>{mark}</span> {till.without === null ? text : say(`day.without.${till.without}`)}
              </span>
            </span>
          );
        })}
      </Card>
    </>
  );
}

interface CardProps {
  readonly title: string;
  readonly leads: CheckName;
  readonly from: string;
  readonly children: ReactNode;
}

function Card({ title, leads, from, children }: CardProps) {
  const goOn = useGoOn();
  return (
    <button
      type="button"
      className="card day-card"
      {...door(`card:${from}`)}
      onClick={() => goOn({ at: 'check', check: leads }, `card:${from}`)}
    >
      <span className="day-card-title">{title}</span>
      {children}
    </button>
  );
}

interface FactProps {
  readonly label: string;
  readonly figure: string;
  readonly main?: boolean;
  readonly tone?: 'ok' | 'stop';
}

function Fact({ label, figure, main = false, tone }: FactProps) {
  return (
    <span className={main ? 'day-fact day-fact-main' : 'day-fact'}>
      <span className="day-fact-label">{label}</span>
      <span className="day-fact-figure">
        {tone === undefined ? null : (
          <span className="day-tone" data-tone={tone} aria-hidden>
            {tone === 'ok' ? '✓' : '✕'}
          </span>
        )}{' '}
        {figure}
      </span>
    </span>
  );
}
