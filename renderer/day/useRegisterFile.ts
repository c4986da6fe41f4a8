import { LARGEST_REGISTER, LARGEST_REGISTER_PIECE } from '../../contract/till/day.ts';
import { refuse } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import type { Day } from './useDay.ts';

/** Bytes of one piece: three become four characters of base64. */
const PIECE = Math.floor(LARGEST_REGISTER_PIECE / 4) * 3;

/** Sends a register's file piece by piece; the till reads it with the last one. */
export function useRegisterFile(day: Day): (file: File) => Promise<void> {
  const till = useTill();
  return async (file) => {
    if (file.size === 0 || file.size > LARGEST_REGISTER) {
      till.refused(refuse('day.registerFile'));
      return;
    }
    for (let at = 0; at < file.size; at += PIECE) {
      const base64 = base64Of(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
      const answer = await till.ask('day.registerFile', {
        name: file.name.slice(0, 200),
        bytes: file.size,
        at,
        base64,
      });
      if (!answer.ok) break;
    }
    await day.look();
  };
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
