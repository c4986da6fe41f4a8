import { never } from '../../domain/assert.ts';
import { may } from '../../domain/roles/permissions.ts';
import { useWindow } from '../app/state.ts';
import { BeginPage } from './BeginPage.tsx';
import { CheckPage } from './CheckPage.tsx';
import { ClosePage } from './ClosePage.tsx';
import { DifferencePage } from './DifferencePage.tsx';
import { ListPage } from './ListPage.tsx';
import { MendPage } from './MendPage.tsx';
import { PaperPage } from './PaperPage.tsx';
import { PartsPage } from './PartsPage.tsx';
import { PassPage } from './PassPage.tsx';
import type { DayPage } from './pages.ts';
import { RegisterPage } from './RegisterPage.tsx';
import { SignedPage } from './SignedPage.tsx';
import { SignPage } from './SignPage.tsx';
import { TillPage } from './TillPage.tsx';
import { type Day, drawnOf, useDay } from './useDay.ts';
import { Waiting } from './Waiting.tsx';

/** The room in which the manager closes the store's day; whoever may only look has the signed days. */
export function DayRoom({ page }: { readonly page: DayPage }) {
  const role = useWindow((state) => state.view?.staff?.role ?? null);
  if (role === null) return null;
  if (page.at === 'signed') return <SignedPage key={page.number} number={page.number} fresh={page.fresh} />;
  if (page.at === 'parts' && page.day !== null) return <PartsPage {...page} />;
  if (page.at === 'list' || !may(role, 'closeDay')) return <ListPage />;
  return <Closing page={page} />;
}

type ClosingPage = Exclude<DayPage, { readonly at: 'signed' }>;

/** What one does to close a day. It stands while one goes from page to page: what the till said stays in sight. */
function Closing({ page }: { readonly page: ClosingPage }) {
  const day = useDay();
  if (day.view === null) return <Waiting day={day} />;
  if (page.at === 'pass') return <PassPage day={day} />;
  if (page.at === 'paper') return <PaperPage day={day} />;
  return <Drawn day={day} page={page} />;
}

function Drawn({ day, page }: { readonly day: Day; readonly page: ClosingPage }) {
  const drawn = drawnOf(day);
  if (day.view === null) return <Waiting day={day} />;
  // Drawn up anew by somebody, or put away: the pages of what was drawn up before have nothing to stand on.
  if (drawn === null) return <BeginPage day={day} view={day.view} />;
  const of = { day, drawn };
  switch (page.at) {
    case 'close':
      return <ClosePage {...of} view={day.view} />;
    case 'check':
      return <CheckPage {...of} check={page.check} />;
    case 'difference':
      return <DifferencePage key={page.key} {...of} of={page.key} />;
    case 'mend':
      return <MendPage key={page.key} {...of} of={page.key} />;
    case 'till':
      return <TillPage key={page.till} {...of} of={page.till} />;
    case 'register':
      return <RegisterPage {...of} />;
    case 'parts':
      return <PartsPage {...page} />;
    case 'sign':
      return <SignPage {...of} />;
    case 'paper':
    case 'pass':
    case 'list':
      return null; // they stand without anything drawn up
    default:
      return never(page);
  }
}
