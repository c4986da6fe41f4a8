import { useEffect, useState } from 'react';
import type { MemberDeeds } from '../../contract/till/deeds.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import { useTill } from '../app/till.ts';

/** What the programme that holds allows a member, asked again when their balance moves; null: not answered yet. */
export function useDeeds({ id, balance }: MemberPanel): MemberDeeds | null {
  const till = useTill();
  const [deeds, setDeeds] = useState<MemberDeeds | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(balance): what moved the balance may have used up a limit
  useEffect(() => {
    let wanted = true;
    void till.ask('members.deeds', { member: id }).then((answer) => {
      if (wanted && answer.ok) setDeeds(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, id, balance]);
  return deeds;
}
