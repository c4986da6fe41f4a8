import * as z from 'zod';

/** What stands beside a record that settles an alarm: free text, which may name people. */
export interface AlarmNote {
  readonly note: string;
}

const form = z.object({ note: z.string() }) satisfies z.ZodType<AlarmNote>;

/** The note in a text beside; null where it is none. */
export function alarmNote(text: string): string | null {
  const read = form.safeParse(JSON.parse(text));
  return read.success ? read.data.note : null;
}
