import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { NumberedList } from '../controls/NumberedList.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { useWords } from '../words/useWords.ts';
import { pagesOf } from './pages.ts';
import '../deeds/deeds.css';

/** What whoever is signed in may read: one list, a digit each. */
export function PagesPanel() {
  const { say } = useWords();
  const till = useTill();
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  const pages = role === null ? [] : pagesOf(role);
  return (
    <PanelFrame title={say('pages.title')}>
      <NumberedList
        way
        lines={pages.map(({ title, text, panel }) => ({
          key: title,
          title: say(title),
          text: say(text),
          aside: '›',
          allowed: true,
          run: () => till.push(panel),
        }))}
      />
    </PanelFrame>
  );
}
