/** A list of another system's members, brought to a till as its window brings it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, RequestName } from '../../contract/till/api.ts';
import { type ImportView, LARGEST_CHUNK } from '../../contract/till/import.ts';

/** Whatever asks a till: a window, or the bench itself. */
export interface Asker {
  ask<Name extends RequestName>(name: Name, input: object): Promise<Answer<Name>>;
}

/** Brings a list of so many members and has it checked: `import.go` is what follows. */
export async function checkedList(till: Asker, members: number): Promise<void> {
  const whole = Buffer.from([...listOf(members)].join(''));
  await till.ask('import.begin', { name: 'members.csv', bytes: whole.length });
  const piece = Math.floor(LARGEST_CHUNK / 4) * 3;
  for (let at = 0; at < whole.length; at += piece) {
    await till.ask('import.chunk', { at, base64: whole.subarray(at, at + piece).toString('base64') });
  }
  const { look } = await listReached(till, 'arrived');
  const { form, columns } = look;
  await till.ask('import.check', { form, columns, language: 'ro', pointsUntil: null, consented: true });
  await listReached(till, 'checked');
}

/** Resolves when the list is so far. */
export async function listReached<At extends ImportView['at']>(
  till: Asker,
  at: At,
): Promise<Extract<ImportView, { readonly at: At }>> {
  for (;;) {
    const view = await till.ask('import.state', {});
    if (isAt(view, at)) return view;
    if (view.at === 'broken') throw new Error('The list that the bench made cannot be read.');
    await wait(100);
  }
}

function isAt<At extends ImportView['at']>(view: ImportView, at: At): view is Extract<ImportView, { readonly at: At }> {
  return view.at === at;
}

/** As an old till gives it out. */
function* listOf(members: number): Generator<string> {
  yield 'Nume;Prenume;Telefon;Puncte\n';
  for (let n = 0; n < members; n++) {
    const digits = String(10_000_000 + n).slice(1);
    yield `Membru${n};Ion;06${digits};${n % 500}\n`;
  }
}
