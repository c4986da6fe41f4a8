import type { ReactNode } from 'react';
import type { Points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { WrittenDown } from './WrittenDown.tsx';

interface DeedDoneProps {
  readonly title: string;
  /** Whose balance it moved, and what it is now. */
  readonly balances: readonly { readonly name: string; readonly balance: Points }[];
  readonly children?: ReactNode;
}

/** It is written: what was done and how everybody stands now. Enter goes back to the sale. */
export function DeedDone({ title, balances, children }: DeedDoneProps) {
  const { say } = useWords();
  const till = useTill();
  return (
    <WrittenDown
      title={title}
      next={<Tap onTap={() => till.open({ kind: 'deeds', page: 'menu' })}>{say('deeds.another')}</Tap>}
    >
      {children}
      <dl className="deed-done-balances">
        {balances.map(({ name, balance }) => (
          <div key={name}>
            <dt>{say('done.balanceOf', { name })}</dt>
            <dd>
              {formatPoints(balance)} <small>{say('unit.points', { points: Math.abs(balance) })}</small>
            </dd>
          </div>
        ))}
      </dl>
    </WrittenDown>
  );
}
