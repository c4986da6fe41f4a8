import { useEffect, useState } from 'react';
import type { MemberPanel, Timeline } from '../../contract/till/views.ts';
import { useTill } from '../app/till.ts';

/** A member's timeline, asked again when the balance moves; null while it is gathered. */
export function useTimeline(
  member: (Pick<MemberPanel, 'id'> & Partial<Pick<MemberPanel, 'balance'>>) | null,
): Timeline | null {
  const till = useTill();
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const id = member?.id ?? null;
  const balance = member?.balance ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies(balance): a balance that moved has a new entry
  useEffect(() => {
    if (id === null) return;
    let wanted = true;
    void till.ask('members.timeline', { member: id }).then((answer) => {
      if (wanted && answer.ok) setTimeline(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, id, balance]);
  return timeline;
}
