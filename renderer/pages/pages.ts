import { may, type Role } from '../../domain/roles/permissions.ts';
import type { MessageKey } from '../../resources/translations/translations.ts';
import type { Panel } from '../app/panels.ts';

/** A page of what a manager reads. */
export interface ManagersPage {
  readonly title: MessageKey;
  readonly text: MessageKey;
  readonly panel: Panel;
}

/** The pages that a role may read, always in this order. */
export function pagesOf(role: Role): readonly ManagersPage[] {
  const pages: ManagersPage[] = [];
  if (may(role, 'lookDay')) {
    pages.push({ title: 'month.open', text: 'pages.monthText', panel: { kind: 'month', day: null } });
  }
  if (may(role, 'lookStaff')) {
    pages.push({ title: 'staff.open', text: 'pages.staffText', panel: { kind: 'staff', day: null } });
  }
  if (may(role, 'report')) pages.push({ title: 'report.open', text: 'pages.reportText', panel: { kind: 'report' } });
  if (may(role, 'audit')) {
    pages.push({ title: 'audit.open', text: 'pages.auditText', panel: { kind: 'audit', topics: [] } });
  }
  return pages;
}
