import { type KeyboardEvent, useCallback, useEffect, useState } from 'react';
import type { ZRow } from '../../contract/till/shift.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { may } from '../../domain/roles/permissions.ts';
import type { WindowStore } from '../app/state.ts';
import { type Till, useTill } from '../app/till.ts';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { signedText } from './counting.ts';
import './shift.css';

/** The list, where whoever is signed in may see one. */
export function openZs(till: Till, store: WindowStore): void {
  const role = store.getState().view?.staff?.role;
  if (role !== undefined && may(role, 'z')) till.open({ kind: 'zList' });
}

/** The till gives so many at once. */
const PAGE = 50;

/** The Zs of this till, newest first: one is opened, and printed again. */
export function ZListPanel() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [rows, setRows] = useState<readonly ZRow[] | null>(null);
  const [isMore, setIsMore] = useState(false);
  const [marked, setMarked] = useState(0);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const read = useCallback(
    async (before: number | null): Promise<void> => {
      const answer = await till.askQuietly('shift.zList', { before });
      if (!answer.ok) {
        setRefusal(answer.refusal);
        return;
      }
      setRows((earlier) => [...(before === null ? [] : (earlier ?? [])), ...answer.value]);
      setIsMore(answer.value.length === PAGE);
    },
    [till],
  );
  useEffect(() => void read(null), [read]);
  const open = async (number: number): Promise<void> => {
    const answer = await till.askQuietly('shift.z', { number });
    if (answer.ok) till.push({ kind: 'z', z: answer.value });
    else setRefusal(answer.refusal);
  };
  const row = rows?.[marked];
  useMainAction({
    label: row === undefined ? say('action.back') : say('drawer.zOpen', { number: row.number }),
    enabled: true,
    run: () => (row === undefined ? void till.back() : void open(row.number)),
  });
  useEffect(() => {
    document.getElementById('z-list')?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const count = rows?.length ?? 0;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (count === 0 || by === null) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(count - 1, marked + by));
    setMarked(next);
    document.getElementById(`z-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <PanelFrame title={say('drawer.zs')}>
      <Refused refusal={refusal} />
      {rows?.length === 0 ? <Emptiness mark="Z" title={say('drawer.zNone')} text={say('drawer.zNoneText')} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrows and Enter choose in it */}
      <section id="z-list" tabIndex={0} aria-label={say('drawer.zs')} onKeyDown={onKeyDown}>
        <ul className="rows">
          {rows?.map((each, at) => (
            <li key={each.number}>
              <button
                id={`z-${at}`}
                type="button"
                className="row"
                aria-current={at === marked}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => void open(each.number)}
              >
                <span className="row-when">{words.moment(each.closedAt)}</span>
                <span className="row-what">
                  <b>{say('drawer.z', { number: each.number })}</b>
                  <small>
                    {[
                      each.staffName,
                      say('shift.sales', { count: each.sales }),
                      each.variance === null
                        ? say('z.notCounted')
                        : `${say('drawer.difference')} ${signedText(each.variance)}`,
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </small>
                </span>
                <span className="row-amount">{formatBani(each.total)}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {isMore ? <Tap onTap={() => void read(rows?.at(-1)?.number ?? null)}>{say('drawer.zOlder')}</Tap> : null}
    </PanelFrame>
  );
}
