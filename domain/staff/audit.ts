import type { RecordKind } from '../record/record.ts';

/** What an auditor may look at by itself. */
export const AUDIT_TOPICS = ['pin', 'points', 'cash', 'people', 'day', 'alarms', 'settings'] as const;
export type AuditTopic = (typeof AUDIT_TOPICS)[number];

/** Kinds of records that answer for something: who allowed it, who gave, took or changed it, and why. */
export const AUDITED = [
  'pinUsed',
  'goodwill',
  'adjust',
  'cashMoved',
  'merged',
  'unmerged',
  'erased',
  'setting',
  'begun',
  'alarmSettled',
  'dayClosed',
  'closingPassed',
] as const satisfies readonly RecordKind[];
export type AuditedKind = (typeof AUDITED)[number];

const TOPICS: Readonly<Record<AuditedKind, AuditTopic>> = {
  pinUsed: 'pin',
  goodwill: 'points',
  adjust: 'points',
  cashMoved: 'cash',
  merged: 'people',
  unmerged: 'people',
  erased: 'people',
  setting: 'settings',
  begun: 'settings',
  alarmSettled: 'alarms',
  dayClosed: 'day',
  closingPassed: 'day',
};

/** The kinds of some topics; of none: of all. */
export function kindsOf(topics: readonly AuditTopic[]): readonly AuditedKind[] {
  return topics.length === 0 ? AUDITED : AUDITED.filter((kind) => topics.includes(TOPICS[kind]));
}
