import { useState } from 'react';
import type { MergedOne, MergeRow, PersonView } from '../../contract/till/person.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { NumberedList } from '../controls/NumberedList.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { WrittenDown } from '../deeds/WrittenDown.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ManagersWord, useWord } from './ManagersWord.tsx';

/** Merges of this person: the one that is taken back, and a manager's word. With a single one there is nothing to choose. */
export function ApartPage({ person }: { readonly person: PersonView }) {
  const { say } = useWords();
  // As they stood when the page was opened: taken back, a merge is no longer the person's.
  const [{ id, merges }] = useState(person);
  const [chosen, setChosen] = useState<MergeRow | null>(merges.length === 1 ? (merges[0] ?? null) : null);
  if (chosen !== null) return <Apart member={id} row={chosen} />;
  return (
    <>
      <h3 className="deed-question">{say('person.apartWhich')}</h3>
      <NumberedList
        lines={merges.map((row) => ({
          key: row.merges.join(),
          title: `${row.member.name ?? say('person.nameless')} + ${row.alias.name ?? say('person.nameless')}`,
          text: '',
          aside: `${formatPoints(row.member.balance)} + ${formatPoints(row.alias.balance)}`,
          allowed: true,
          run: () => setChosen(row),
        }))}
      />
    </>
  );
}

function Apart({ member, row }: { readonly member: PersonView['id']; readonly row: MergeRow }) {
  const { say } = useWords();
  const till = useTill();
  const giving = useWord();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const apart = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.unmerge', { member, merges: [...row.merges], ...giving.word });
    setAsking(false);
    giving.change({ pin: '' });
    if (answer.ok) setDone(true);
    else setRefusal(answer.refusal);
  };
  useMainAction({
    label: say(giving.ready ? 'person.apartConfirm' : 'person.mergeNeeds'),
    enabled: giving.ready && !asking,
    run: () => void apart(),
    active: !done,
  });
  if (done) {
    return (
      <WrittenDown title={say('person.apartDone')}>
        <Two row={row} />
      </WrittenDown>
    );
  }
  return (
    <div className="deed-page">
      <Two row={row} />
      <p>{say('person.apartEach')}</p>
      <ManagersWord {...giving} />
      <Refused refusal={refusal} />
    </div>
  );
}

/** Both as they stand alone. */
function Two({ row }: { readonly row: MergeRow }) {
  return (
    <div className="deed-both">
      <Alone one={row.member} />
      <span className="deed-arrow" aria-hidden>
        |
      </span>
      <Alone one={row.alias} />
    </div>
  );
}

function Alone({ one }: { readonly one: MergedOne }) {
  const { say } = useWords();
  return (
    <div className="deed-one">
      <b className="deed-name">{one.name ?? say('person.nameless')}</b>
      <span className="deed-label">{one.phone === null ? '—' : formatPhone(one.phone)}</span>
      <span className="deed-balance">
        {formatPoints(one.balance)} <small>{say('unit.points', { points: Math.abs(one.balance) })}</small>
      </span>
    </div>
  );
}
