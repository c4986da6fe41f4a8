import { useState } from 'react';
import type { PersonView } from '../../contract/till/person.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import { ERASURE_REASONS, type ErasureReason } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ManagersWord, useWord } from './ManagersWord.tsx';

interface ErasePageProps {
  readonly member: MemberPanel;
  readonly person: PersonView;
  readonly onDone: () => void;
}

/** Who somebody is, to be forgotten: what goes for good and what stays, why, and a manager's word. */
export function ErasePage({ member, person, onDone }: ErasePageProps) {
  const { say } = useWords();
  const till = useTill();
  const giving = useWord();
  const [reason, setReason] = useState<ErasureReason | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const erase = async (why: ErasureReason): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.erase', { member: person.id, reason: why, ...giving.word });
    setAsking(false);
    giving.change({ pin: '' });
    if (answer.ok) onDone();
    else setRefusal(answer.refusal);
  };
  const ready = giving.ready && reason !== null;
  useMainAction({
    label: say(ready ? 'person.eraseConfirm' : 'person.eraseNeeds'),
    enabled: ready && !asking,
    run: () => void (reason !== null && erase(reason)),
  });
  const phone = person.phone === null ? '' : ` · ${formatPhone(person.phone)}`;
  return (
    <div className="deed-page">
      <section className="person-gone" aria-labelledby="person-gone">
        <h3 id="person-gone">
          <span aria-hidden>✕</span> {say('person.gone')}
        </h3>
        <ul>
          <li>{say('person.goneWho', { name: person.name, phone })}</li>
          <li>{say('person.goneSearch')}</li>
          {member.persons > 1 ? <li>{say('person.goneAll', { count: member.persons })}</li> : null}
        </ul>
      </section>
      <section className="person-stays" aria-labelledby="person-stays">
        <h3 id="person-stays">
          <span aria-hidden>✓</span> {say('person.stays')}
        </h3>
        <ul>
          <li>{say('person.staysReceipts')}</li>
          <li>{say('person.staysPoints', { points: person.balance, amount: formatBani(person.wallet) })}</li>
        </ul>
      </section>
      <div>
        <p className="enrol-label">{say('person.reason')}</p>
        <Choice
          label={say('person.reason')}
          value={reason}
          options={ERASURE_REASONS.map((each) => ({ value: each, label: say(`person.reason.${each}`) }))}
          onChoose={(why) => {
            setReason(why);
            setRefusal(null);
          }}
        />
      </div>
      <ManagersWord {...giving} />
      <Refused refusal={refusal} />
    </div>
  );
}
