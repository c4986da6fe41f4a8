import type { RegisterSaid } from './closing.ts';

/** No register's word. */
export const NO_REGISTER: RegisterSaid = {
  ready: () => Promise.resolve(),
  z: () => null,
  view: () => ({ typed: null, file: { at: 'none' } }),
  forget: () => undefined,
};
