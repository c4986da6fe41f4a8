import type { ReactNode } from 'react';
import type { Panel } from '../app/panels.ts';
import { AuditRoom } from '../audit/AuditRoom.tsx';
import { DayRoom } from '../day/DayRoom.tsx';
import { MonthRoom } from '../month/MonthRoom.tsx';
import { ReportRoom } from '../report/ReportRoom.tsx';
import { StaffRoom } from '../staff/StaffRoom.tsx';

/** The manager's room that lies over everything, where the top panel is one; null: it is none. */
export function roomOf(panel: Panel | null): ReactNode {
  switch (panel?.kind) {
    case 'day':
      return <DayRoom page={panel.page} />;
    case 'report':
      return <ReportRoom />;
    case 'staff':
      return <StaffRoom day={panel.day} />;
    case 'month':
      return <MonthRoom day={panel.day} />;
    case 'audit':
      return <AuditRoom topics={panel.topics} />;
    default:
      return null;
  }
}
