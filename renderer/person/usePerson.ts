import { useEffect, useState } from 'react';
import type { PersonView } from '../../contract/till/person.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import { useTill } from '../app/till.ts';

/** Who the member at the counter is, asked again when it may have changed; null: not answered yet. */
export function usePerson({ id, balance, name, persons, likely }: MemberPanel): PersonView | null {
  const till = useTill();
  const [person, setPerson] = useState<PersonView | null>(null);
  const seen = `${balance} ${persons} ${likely} ${name}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies(seen): what the panel shows of it has changed
  useEffect(() => {
    let wanted = true;
    void till.ask('members.person', { member: id }).then((answer) => {
      if (wanted && answer.ok) setPerson(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, id, seen]);
  return person;
}
