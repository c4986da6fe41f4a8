import { useState } from 'react';
import type { MemberPanel, MemberRow } from '../../contract/till/views.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ChooseOther } from './ChooseOther.tsx';
import { DeedDone } from './DeedDone.tsx';
import { referText } from './lines.ts';
import { Refused } from './Refused.tsx';
import { useDeeds } from './useDeeds.ts';

interface ReferPageProps {
  readonly member: MemberPanel;
  readonly other: MemberRow | null;
}

/** Who brought a new member: whom, what both get and when, then it is noted. */
export function ReferPage({ member, other }: ReferPageProps) {
  const { say } = useWords();
  const till = useTill();
  if (other !== null) return <Confirm key={other.id} member={member} other={other} />;
  return (
    <ChooseOther
      member={member}
      question={say('deeds.referWho', { name: member.name })}
      onChoose={(chosen) => till.push({ kind: 'deeds', page: 'refer', other: chosen })}
    />
  );
}

function Confirm({ member, other }: { readonly member: MemberPanel; readonly other: MemberRow }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const referral = useDeeds(member)?.referral ?? null;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [noted, setNoted] = useState(false);
  const [asking, setAsking] = useState(false);
  const note = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.refer', { friend: member.id, referrer: other.id });
    setAsking(false);
    if (answer.ok) setNoted(true);
    else setRefusal(answer.refusal);
  };
  useMainAction({
    label: say('deeds.referConfirm'),
    enabled: !asking && refusal === null,
    run: () => void note(),
    active: !noted,
  });
  if (noted) {
    return (
      <DeedDone
        title={say('deeds.referDone', { referrer: other.name, friend: member.name })}
        balances={[member, { name: other.name, balance: other.balance }]}
      >
        <p className="deed-said">{say('deeds.referLater')}</p>
      </DeedDone>
    );
  }
  return (
    <div className="deed-page">
      <div className="deed-both">
        <Person label={say('deeds.referrer')} name={other.name} />
        <span className="deed-arrow" aria-hidden>
          →
        </span>
        <Person label={say('deeds.friend')} name={member.name} />
      </div>
      {referral === null ? null : (
        <p className="deed-will">
          {referText(words, referral)}{' '}
          {referral.withinDays === null ? null : say('deeds.referWithin', { days: referral.withinDays })}
        </p>
      )}
      <Refused refusal={refusal} />
      <div className="deed-taps">
        <Tap look="quiet" onTap={() => till.back()}>
          {say('deeds.changeMember')}
        </Tap>
      </div>
    </div>
  );
}

function Person({ label, name }: { readonly label: string; readonly name: string }) {
  return (
    <div className="deed-one">
      <span className="deed-label">{label}</span>
      <b className="deed-name">{name}</b>
    </div>
  );
}
