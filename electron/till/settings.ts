import { existsSync } from 'node:fs';
import * as z from 'zod';
import { languageField } from '../../contract/fields.ts';
import type { Request } from '../../contract/till/api.ts';
import type { Ledger } from '../../db/ledger/ledger.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { may, whoMay } from '../../domain/roles/permissions.ts';
import type { Workings } from './workings.ts';

const settings = z.object({
  language: languageField,
  theme: z.enum(['light', 'dark', 'system']),
  sound: z.boolean(),
  recognition: z.boolean(),
  scannerPort: z.string().nullable(),
});
export type Settings = z.infer<typeof settings>;

const AT_FIRST: Settings = { language: 'ro', theme: 'light', sound: true, recognition: true, scannerPort: 'auto' };
const KEY = 'settings';

/** How this till looks, sounds and finds its scanner; kept in ledger.db. */
export class SettingsKept {
  readonly #ledger: Ledger;
  #now: Settings;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    // What a later version kept and this one does not know falls back to how it is at first.
    const kept = settings.partial().safeParse(ledger.setting(KEY) ?? {});
    this.#now = { ...AT_FIRST, ...(kept.success ? defined(kept.data) : {}) };
  }

  get now(): Settings {
    return this.#now;
  }

  change(some: Partial<Settings>): void {
    const next = { ...this.#now, ...some };
    this.#ledger.set(KEY, next);
    this.#now = next;
  }
}

/** The fields that are there: a spread must not put undefined over a value. */
function defined(some: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Partial<Settings> {
  return {
    ...(some.language === undefined ? {} : { language: some.language }),
    ...(some.theme === undefined ? {} : { theme: some.theme }),
    ...(some.sound === undefined ? {} : { sound: some.sound }),
    ...(some.recognition === undefined ? {} : { recognition: some.recognition }),
    ...(some.scannerPort === undefined ? {} : { scannerPort: some.scannerPort }),
  };
}

/** `settings.set`: a port must be one that is there (or a path that exists), 'auto', or none; whether the staff is thanked is the manager's. */
export async function changeSettings(w: Workings, input: Request<'settings.set'>): Promise<Outcome<null>> {
  const port = input.scannerPort;
  if (port !== undefined && port !== null && port !== 'auto') {
    const ports = await w.links.scanner.ports();
    if (!ports.some(({ path }) => path === port) && !existsSync(port)) return refused('scanner.noPort', { path: port });
  }
  const role = w.session.staff?.role ?? null;
  if (input.recognition !== undefined && (role === null || !may(role, 'praise'))) {
    return refused('role.refused', { role: whoMay('praise') });
  }
  w.settings.change(input);
  if (port !== undefined) w.links.scanner.choose(port);
  return done(null);
}
