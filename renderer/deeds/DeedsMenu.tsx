import type { MemberPanel } from '../../contract/till/views.ts';
import { useWindow } from '../app/state.ts';
import { type Till, useTill } from '../app/till.ts';
import { NumberedList } from '../controls/NumberedList.tsx';
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
  const lines = deeds === null ? [] : linesOf(words, deeds, role);
  return (
    <NumberedList
      way
      {...(deeds === null ? { waiting: say('deeds.wait') } : {})}
      lines={lines.map(({ page, text, allowed }) => ({
        key: page,
        title: say(`deeds.${page}`),
        text,
        aside: '›',
        allowed,
        run: () => openPage(till, page),
      }))}
    />
  );
}
