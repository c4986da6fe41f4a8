import { useState } from 'react';
import type { MemberPanel, MemberRow } from '../../contract/till/views.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { pointsOf } from '../redeem/PointsChoice.tsx';
import { useWords } from '../words/useWords.ts';
import { ChooseOther } from './ChooseOther.tsx';
import { DeedDone } from './DeedDone.tsx';
import { Refused } from './Refused.tsx';
import { useDeeds } from './useDeeds.ts';

interface TransferPageProps {
  readonly member: MemberPanel;
  readonly other: MemberRow | null;
}

/** Points of one member to another: whom, then how many; both balances in sight before it is written. */
export function TransferPage({ member, other }: TransferPageProps) {
  const { say } = useWords();
  const till = useTill();
  if (other !== null) return <Amount key={other.id} member={member} other={other} />;
  return (
    <ChooseOther
      member={member}
      question={say('deeds.transferWho', { name: member.name })}
      onChoose={(chosen) => till.push({ kind: 'deeds', page: 'transfer', other: chosen })}
    />
  );
}

function Amount({ member, other }: { readonly member: MemberPanel; readonly other: MemberRow }) {
  const { say } = useWords();
  const till = useTill();
  const limits = useDeeds(member)?.transfer ?? null;
  const [amount, setAmount] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [given, setGiven] = useState<Points | null>(null);
  const [asking, setAsking] = useState(false);
  const value = pointsOf(amount);

  const give = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.transfer', { from: member.id, to: other.id, points: amount });
    setAsking(false);
    if (answer.ok) setGiven(value);
    else setRefusal(answer.refusal);
  };
  const ready = amount.trim() !== '';
  useMainAction({
    label: ready ? say('deeds.transferConfirm', { points: value }) : say('deeds.transferNeeds'),
    enabled: ready && !asking,
    run: () => void give(),
    active: given === null,
  });
  const got = points(other.balance + (given ?? value));
  if (given !== null) {
    return (
      <DeedDone
        title={say('deeds.transferDone', { points: given, name: other.name })}
        balances={[member, { name: other.name, balance: got }]}
      />
    );
  }
  const type = (text: string): void => {
    setAmount(text);
    setRefusal(null);
  };
  return (
    <div className="deed-page">
      <div className="deed-both">
        <Balance
          label={say('deeds.gives')}
          name={member.name}
          before={member.balance}
          after={points(member.balance - value)}
        />
        <span className="deed-arrow" aria-hidden>
          →
        </span>
        <Balance label={say('deeds.gets')} name={other.name} before={other.balance} after={got} />
      </div>
      <div className="deed-amount">
        <Field label={say('deeds.points')} value={amount} inputMode="numeric" autoFocus onText={type} />
        {limits === null || limits.most < limits.least ? null : (
          <>
            <Tap onTap={() => type(String(limits.least))}>{formatPoints(limits.least)}</Tap>
            <Tap onTap={() => type(String(limits.most))}>
              {say('redeem.all', { points: formatPoints(limits.most) })}
            </Tap>
          </>
        )}
        <Tap look="quiet" onTap={() => till.back()}>
          {say('deeds.changeMember')}
        </Tap>
      </div>
      {limits === null ? null : (
        <p className="deed-will">
          {say('deeds.transferText', { least: formatPoints(limits.least), most: formatPoints(limits.most) })}
        </p>
      )}
      <Refused refusal={refusal} />
    </div>
  );
}

interface BalanceProps {
  readonly label: string;
  readonly name: string;
  readonly before: Points;
  readonly after: Points;
}

/** One of the two, as they stand and as they would stand. */
function Balance({ label, name, before, after }: BalanceProps) {
  const { say } = useWords();
  return (
    <div className="deed-one">
      <span className="deed-label">{label}</span>
      <b className="deed-name">{name}</b>
      <span className="deed-balance">
        {formatPoints(before)}
        {before === after ? null : (
          <>
            {' → '}
            <b>{formatPoints(after)}</b>
          </>
        )}{' '}
        <small>{say('unit.points', { points: Math.abs(after) })}</small>
      </span>
    </div>
  );
}
