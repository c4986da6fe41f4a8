import { useEffect, useRef } from 'react';
import type { MemberPanel } from '../../contract/till/views.ts';
import { useWindow } from '../app/state.ts';
import { type Till, useTill } from '../app/till.ts';
import { KeyCap, keepFocus } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { type DeedPage, linesOf } from './lines.ts';
import { useDeeds } from './useDeeds.ts';

function openPage(till: Till, page: DeedPage): void {
  till.push(page === 'transfer' || page === 'refer' ? { kind: 'deeds', page, other: null } : { kind: 'deeds', page });
}

/** The list of deeds: those that may be done, and why the others may not. A digit, or arrows and Enter, opens one. */
export function DeedsMenu({ member }: { readonly member: MemberPanel }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const role = useWindow((state) => state.view?.staff?.role ?? 'installer');
  const deeds = useDeeds(member);
  const list = useRef<HTMLUListElement>(null);
  const lines = deeds === null ? [] : linesOf(words, deeds, role);
  const first = lines.findIndex(({ allowed }) => allowed);

  useEffect(() => {
    if (first >= 0) buttonsIn(list.current)[first]?.focus();
  }, [first]);
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const buttons = buttonsIn(list.current);
      const byDigit = /^[1-9]$/.test(event.key) ? buttons[Number(event.key) - 1] : undefined;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (byDigit === undefined && step === undefined) return;
      event.preventDefault();
      if (byDigit !== undefined) byDigit.click();
      if (step === undefined) return;
      const open = buttons.filter(({ disabled }) => !disabled);
      const at = open.findIndex((button) => button.contains(document.activeElement));
      open[Math.max(0, Math.min(open.length - 1, at + step))]?.focus();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
  useMainAction({
    label: say('deeds.open'),
    enabled: first >= 0,
    run: () => {
      const buttons = buttonsIn(list.current);
      (buttons.find((button) => button.contains(document.activeElement)) ?? buttons[first])?.click();
    },
  });
  return (
    <>
      <p className="deeds-keys">{deeds === null ? say('deeds.wait') : say('deeds.keys')}</p>
      <ul ref={list} className="deeds">
        {lines.map(({ page, text, allowed }, at) => (
          <li key={page}>
            <button
              type="button"
              className="deed"
              disabled={!allowed}
              onMouseDown={keepFocus}
              onClick={() => openPage(till, page)}
            >
              <KeyCap keys={String(at + 1)} />
              <span className="deed-words">
                <b>{say(`deeds.${page}`)}</b>
                <span className="deed-text">{text}</span>
              </span>
              <span className="deed-way" aria-hidden>
                {allowed ? '›' : '—'}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function buttonsIn(list: HTMLElement | null): readonly HTMLButtonElement[] {
  return list === null ? [] : [...list.querySelectorAll('button')];
}
