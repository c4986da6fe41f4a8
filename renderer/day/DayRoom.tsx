import type { ReactNode } from 'react';
import type { DayView } from '../../contract/till/day.ts';
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
  return may(role, 'closeDay') ? <Closing page={page} /> : (signedDays(page) ?? <ListPage />);
}

/** What is read of days that were signed; null: the page is of the close that is being made. */
function signedDays(page: DayPage): ReactNode {
  if (page.at === 'signed') return <SignedPage key={page.number} {...page} />;
  if (page.at === 'parts' && page.day !== null) return <PartsPage {...page} />;
  return page.at === 'list' ? <ListPage /> : null;
}

/**
 * What one does to close a day, and the days that were signed. Where the till is stays known while one goes from page to page, so that a page
 * one comes back to has its keys at once.
 */
function Closing({ page }: { readonly page: DayPage }) {
  const signed = signedDays(page);
  const day = useDay(signed === null);
  if (signed !== null) return signed;
  if (day.view === null) return <Waiting day={day} />;
  if (page.at === 'pass') return <PassPage day={day} />;
  if (page.at === 'paper') return <PaperPage day={day} />;
  return <Drawn day={day} view={day.view} page={page} />;
}

function Drawn({ day, view, page }: { readonly day: Day; readonly view: DayView; readonly page: DayPage }) {
  const drawn = drawnOf(day);
  // Drawn up anew by somebody, or put away: the pages of what was drawn up before have nothing to stand on.
  if (drawn === null) return <BeginPage day={day} view={view} />;
  const of = { day, drawn };
  switch (page.at) {
    case 'close':
      return <ClosePage {...of} view={view} />;
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
    case 'signed':
      return null; // they stand without anything drawn up
    default:
      return never(page);
  }
}
