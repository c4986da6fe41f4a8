import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditPage, AuditRow } from '../../contract/till/staff.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { AuditTopic } from '../../domain/staff/audit.ts';
import { useTill } from '../app/till.ts';

export interface Audit {
  /** Null: not heard yet. */
  readonly rows: readonly AuditRow[] | null;
  readonly refusal: Refusal | null;
  /** Asks for the next page; null: there are no more. */
  readonly more: (() => void) | null;
}

/** The audit a page at a time. */
export function useAudit(topics: readonly AuditTopic[]): Audit {
  const till = useTill();
  const [page, setPage] = useState<AuditPage | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const asking = useRef(0);
  const ask = useCallback(
    async (before: number | null): Promise<void> => {
      const mine = ++asking.current;
      const answer = await till.askQuietly('audit.list', { topics: [...topics], before });
      // An answer to what was asked before says nothing about what is shown now.
      if (mine !== asking.current) return;
      if (!answer.ok) {
        setRefusal(answer.refusal);
        return;
      }
      setRefusal(null);
      const { rows, next } = answer.value;
      setPage((shown) => ({ rows: before === null ? rows : [...(shown?.rows ?? []), ...rows], next }));
    },
    [till, topics],
  );
  useEffect(() => {
    setPage(null);
    void ask(null);
  }, [ask]);
  const next = page?.next ?? null;
  return { rows: page?.rows ?? null, refusal, more: next === null ? null : () => void ask(next) };
}
