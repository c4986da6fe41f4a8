import * as z from 'zod';
import { programmeForm } from './form.ts';

/** The published JSON Schema (draft 2020-12) of a programme's JSON, as the form says it now. */
export function programmeSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(programmeForm, { io: 'input', unrepresentable: 'any' });
}
