import type { AlarmKind } from '../../domain/alarm/alarm.ts';
import type { Language } from '../../domain/person/person.ts';
import type { RefusalCode } from '../../domain/refusal/refusal.ts';
import enAlarms from './alarms/en.json' with { type: 'json' };
import roAlarms from './alarms/ro.json' with { type: 'json' };
import ruAlarms from './alarms/ru.json' with { type: 'json' };
import type { ARGUMENTS } from './arguments.ts';
import enDay from './day/en.json' with { type: 'json' };
import roDay from './day/ro.json' with { type: 'json' };
import ruDay from './day/ru.json' with { type: 'json' };
import enDayFile from './dayfile/en.json' with { type: 'json' };
import roDayFile from './dayfile/ro.json' with { type: 'json' };
import ruDayFile from './dayfile/ru.json' with { type: 'json' };
import enDeeds from './deeds/en.json' with { type: 'json' };
import roDeeds from './deeds/ro.json' with { type: 'json' };
import ruDeeds from './deeds/ru.json' with { type: 'json' };
import enDrawer from './drawer/en.json' with { type: 'json' };
import roDrawer from './drawer/ro.json' with { type: 'json' };
import ruDrawer from './drawer/ru.json' with { type: 'json' };
import enCounter from './en.json' with { type: 'json' };
import enImport from './import/en.json' with { type: 'json' };
import roImport from './import/ro.json' with { type: 'json' };
import ruImport from './import/ru.json' with { type: 'json' };
import enPerson from './person/en.json' with { type: 'json' };
import roPerson from './person/ro.json' with { type: 'json' };
import ruPerson from './person/ru.json' with { type: 'json' };
import enProgramme from './programme/en.json' with { type: 'json' };
import roProgramme from './programme/ro.json' with { type: 'json' };
import ruProgramme from './programme/ru.json' with { type: 'json' };
import enReport from './report/en.json' with { type: 'json' };
import roReport from './report/ro.json' with { type: 'json' };
import ruReport from './report/ru.json' with { type: 'json' };
import roCounter from './ro.json' with { type: 'json' };
import ruCounter from './ru.json' with { type: 'json' };
import enStaff from './staff/en.json' with { type: 'json' };
import roStaff from './staff/ro.json' with { type: 'json' };
import ruStaff from './staff/ru.json' with { type: 'json' };
import enZ from './z/en.json' with { type: 'json' };
import roZ from './z/ro.json' with { type: 'json' };
import ruZ from './z/ru.json' with { type: 'json' };

// The words of the programme's editor, of points without a sale, of the day's close and of its files, of what a manager must look at, of people and the audit, and of printed Zs stand in files of their own; to whoever says them they are messages like all others.
const ro = {
  ...roAlarms,
  ...roCounter,
  ...roDay,
  ...roDayFile,
  ...roDeeds,
  ...roImport,
  ...roPerson,
  ...roProgramme,
  ...roDrawer,
  ...roReport,
  ...roStaff,
  ...roZ,
};
const ru = {
  ...ruAlarms,
  ...ruCounter,
  ...ruDay,
  ...ruDayFile,
  ...ruDeeds,
  ...ruImport,
  ...ruPerson,
  ...ruProgramme,
  ...ruDrawer,
  ...ruReport,
  ...ruStaff,
  ...ruZ,
};
const en = {
  ...enAlarms,
  ...enCounter,
  ...enDay,
  ...enDayFile,
  ...enDeeds,
  ...enImport,
  ...enPerson,
  ...enProgramme,
  ...enDrawer,
  ...enReport,
  ...enStaff,
  ...enZ,
};

/** Names one message. Romanian is the first language: what it has, the others must have, or the types fail. */
export type MessageKey = keyof typeof ro;

type Messages = Readonly<Record<MessageKey, string>>;
/** A key that Romanian does not have is as wrong as one that another language lacks. */
type Exactly<T extends Messages> = Exclude<keyof T, MessageKey> extends never ? T : never;
const exactly = <T extends Messages>(messages: Exactly<T>): Messages => messages;

/** Every message in every language, in ICU MessageFormat. */
export const TRANSLATIONS: Readonly<Record<Language, Messages>> = {
  ro,
  ru: exactly<typeof ru>(ru),
  en: exactly<typeof en>(en),
};

/** The message of each refusal; a code without words fails here. */
export type RefusalKey = `refusal.${RefusalCode}`;
type Wordless = Exclude<RefusalKey, MessageKey>;
type Proven<T extends never> = T;
/** Never anything: a refusal code without a message is a type error in this line. */
export type NoRefusalIsWordless = Proven<Wordless>;

/** The messages of each alarm; a kind without words fails here. */
export type AlarmKey = `alarm.${AlarmKind | 'unknown'}.${'title' | 'what' | 'kept' | 'todo'}`;
/** Never anything: a kind of alarm without a message is a type error in this line. */
export type NoAlarmIsWordless = Proven<Exclude<AlarmKey, MessageKey>>;

type Arguments = typeof ARGUMENTS;
/** The values that a message needs: none, or one for each of its arguments. */
export type MessageValues<Key extends MessageKey> = Key extends keyof Arguments
  ? [values: Readonly<Record<Arguments[Key][number], string | number>>]
  : [];
