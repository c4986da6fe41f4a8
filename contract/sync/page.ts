import * as z from 'zod';
import { type PullResponse, pullResponse } from './messages.ts';

/** An answer to a pull as a till reads it: `pullResponse`, whose states are looked at and not copied, for each is checked when it is written. */
export const pulledPage = pullResponse.extend({ states: z.array(z.custom<PullResponse['states'][number]>(isOfAKind)) });

function isOfAKind(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
