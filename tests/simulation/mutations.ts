/**
 * Truths broken on purpose: each names what is done wrong and the truths of DESIGN §2 of which at least one must be found broken.
 * A mutation wraps a pure function of the product or turns a switch of the model; no file is edited.
 */
export const MUTATIONS = {
  'record is edited in place': [1],
  'balance is stored as a sum': [2],
  'tail is forgotten after a pull': [2],
  'counted number runs ahead of the standing': [2],
  'counted number is never said': [2],
  'members.db of another time is believed': [2, 4],
  'confirmed before it is synced': [3],
  'acknowledged before it is durable': [4],
  'a repeat is counted twice': [4, 7],
  'a lost reply is sent again with new ids': [2, 4],
  'the till forgets to send what its disk held': [4],
  'an id counts twice': [4],
  'what was counted in an earlier life is not told again': [2],
  'a redemption waits for the network': [5],
  'a sale waits for the centre': [5],
  'points depend on the clock': [6],
  'the record leaves out what was asked': [6],
  'a fork is accepted': [7],
  'a gap is accepted': [7],
  'a fork raises no alarm': [7],
  'a lost earlier life is not asked for': [4],
  'an earlier life is known by its number alone': [4],
  'a new life appends nothing again': [4],
  'the cursor follows the order of beginning': [8],
  'the feed waits for open transactions': [8],
  'the epoch is ignored': [8],
  'the centre refuses an overdraft': [2, 9],
  'debt is cut to zero': [2, 9],
  'a hold deducts': [2],
  'a hold is never released': [9],
  'the retried sale has a new id': [4],
  'the day is dated by the clock': [10],
  'a late sale joins a closed day': [10],
  'an erasure is undone by a later edit': [11],
  'a name stands in the chained bytes': [11],
  'erasing forgets the text beside': [11],
  'the last edit to arrive wins': [9],
  'a kind from the future stalls the chain': [4],
  'a state from the future is dropped': [8],
  'counting stops after a restart': [4],
  'own points are moved by a merge': [2],
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type Mutation = keyof typeof MUTATIONS;

export function isMutation(name: string): name is Mutation {
  return Object.hasOwn(MUTATIONS, name);
}
