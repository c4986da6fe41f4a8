/** What is booked beside the points, as the tables hold it. */
import * as z from 'zod';
import { countsForm, issuedForm } from '../../contract/record.ts';
import { lotField } from '../../contract/standing.ts';
import type { Movement } from '../../domain/ledger/fold.ts';

/** Terms of a lot in an entry. */
export const termsForm = lotField.pick({ from: true, earned: true, idleDays: true });
/** A row of `moved`. */
export const movedForm = z.object({ counts: countsForm, issued: issuedForm, gone: z.array(z.string()) });

/** What moves nothing. */
export const NOTHING: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };
