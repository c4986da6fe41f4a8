/** Personal data or free text beside a record: kept apart from the chain, goes on erasure. */
export interface Beside {
  /** 16 random bytes, hex. */
  readonly salt: string;
  /** JSON, exactly as digested. */
  readonly text: string;
}

/** A record as stored and sent: the exact body text, its hash, and what stands beside it. */
export interface SealedRecord {
  readonly seq: number;
  /** SHA-256 (hex) of the UTF-8 bytes of body. */
  readonly hash: string;
  readonly body: string;
  /** Null: never had any, or erased. */
  readonly beside: Beside | null;
}

/** SHA-256 of a text's UTF-8 bytes, in hex: handed in, since domain has no crypto of its own. */
export type Sha256 = (text: string) => string;

/** The digest that a record's body carries of what stands beside it. */
export function besideDigest(beside: Beside, sha256: Sha256): string {
  return sha256(`${beside.salt}\n${beside.text}`);
}
