import { useState } from 'react';
import type { PersonView } from '../../contract/till/person.ts';
import type { MemberPanel, MemberRow } from '../../contract/till/views.ts';
import { points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { NumberedList } from '../controls/NumberedList.tsx';
import { ChooseOther } from '../deeds/ChooseOther.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { WrittenDown } from '../deeds/WrittenDown.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ManagersWord, useWord } from './ManagersWord.tsx';

interface SamePageProps {
  readonly member: MemberPanel;
  readonly person: PersonView;
  readonly other: MemberRow | null | 'search';
}

/** The same person enrolled twice: who it may be, both side by side, and a manager's word. */
export function SamePage({ member, person, other }: SamePageProps) {
  const { say } = useWords();
  const till = useTill();
  const choose = (row: MemberRow): void => till.push({ kind: 'person', page: 'same', other: row });
  const question = say('person.sameWho', { name: member.name });
  if (other !== null && other !== 'search') return <Both key={other.id} member={member} other={other} />;
  if (other === 'search' || person.likely.length === 0) {
    return <ChooseOther member={member} question={question} onChoose={choose} />;
  }
  return (
    <Likely
      question={question}
      person={person}
      onChoose={choose}
      onOther={() => till.push({ kind: 'person', page: 'same', other: 'search' })}
    />
  );
}

interface LikelyProps {
  readonly question: string;
  readonly person: PersonView;
  readonly onChoose: (row: MemberRow) => void;
  readonly onOther: () => void;
}

/** Who looks alike, the likeliest first, and the way to anybody else. */
function Likely({ question, person, onChoose, onOther }: LikelyProps) {
  const words = useWords();
  const { say } = words;
  return (
    <>
      <h3 className="deed-question">{question}</h3>
      <NumberedList
        lines={[
          ...person.likely.map((row) => ({
            key: row.id,
            title: row.name,
            text: `${say(`person.why.${row.why}`)} · ${row.phone === null ? '' : `${formatPhone(row.phone)} · `}${say('person.member', { day: words.day(row.joined) })}`,
            aside: formatPoints(row.balance),
            allowed: true,
            run: () => onChoose(row),
          })),
          { key: 'other', title: say('person.other'), text: '', aside: '›', allowed: true, run: onOther },
        ]}
      />
    </>
  );
}

/** Both as they stand, what they come to together, and the word that it takes. */
function Both({ member, other }: { readonly member: MemberPanel; readonly other: MemberRow }) {
  const { say } = useWords();
  const till = useTill();
  const giving = useWord();
  const [before] = useState(member);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const merge = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.merge', { member: before.id, other: other.id, ...giving.word });
    setAsking(false);
    giving.change({ pin: '' });
    if (answer.ok) setDone(true);
    else setRefusal(answer.refusal);
  };
  useMainAction({
    label: say(giving.ready ? 'person.mergeConfirm' : 'person.mergeNeeds'),
    enabled: giving.ready && !asking,
    run: () => void merge(),
    active: !done,
  });
  const together = points(before.balance + other.balance);
  if (done) {
    return (
      <WrittenDown title={say('person.mergeDone', { name: `${before.name} + ${other.name}` })}>
        <p className="deed-said">{say('person.together', { points: together })}</p>
      </WrittenDown>
    );
  }
  return (
    <div className="deed-page">
      <div className="deed-both">
        <One row={before} />
        <span className="deed-arrow" aria-hidden>
          +
        </span>
        <One row={other} />
      </div>
      <p>
        <b>{say('person.oneNow')}.</b> {say('person.together', { points: together })}
      </p>
      <ManagersWord {...giving} />
      <Refused refusal={refusal} />
    </div>
  );
}

function One({ row }: { readonly row: Pick<MemberRow, 'name' | 'phone' | 'balance'> }) {
  const { say } = useWords();
  return (
    <div className="deed-one">
      <b className="deed-name">{row.name}</b>
      <span className="deed-label">{row.phone === null ? '—' : formatPhone(row.phone)}</span>
      <span className="deed-balance">
        {formatPoints(row.balance)} <small>{say('unit.points', { points: Math.abs(row.balance) })}</small>
      </span>
    </div>
  );
}
