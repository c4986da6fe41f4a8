/** The foot of the screen: always true. */
export interface StatusView {
  readonly scanner: {
    readonly state: 'none' | 'connecting' | 'ready' | 'lost';
    readonly port: string | null;
  };
  readonly centre: {
    /** 'alone': a shop without a centre. 'alarm': the centre met another life of this till (fork). */
    readonly state: 'alone' | 'connected' | 'offline' | 'syncing' | 'refused' | 'retired' | 'alarm';
    /** When the centre last answered, UTC ms of the till's clock; null: never. */
    readonly heardAt: number | null;
    /** Of the first sync: members so far; null when it is done or unknown. */
    readonly loaded: number | null;
    /** The members come as one ready-made file, in place of one by one; left out: they do not. */
    readonly snapshot?: {
      /** 'fold': the till's own records are put on top. */
      readonly phase: 'download' | 'unpack' | 'check' | 'fold';
      /** Of the phase, bytes. */
      readonly bytes: number;
      readonly of: number;
      /** Until the download is done, ms; null: not known, or another phase. */
      readonly leftMs: number | null;
      /** The line is cut; what came is kept. */
      readonly cut: boolean;
    };
    /** True: the centre was restored from a backup, and gets again from this till and others what it lost. */
    readonly restored: boolean;
    /** The centre's clock less the till's, ms; null: not known. */
    readonly clockSkewMs: number | null;
  };
  /** A version of the programme came that is wrong at this place: the one before goes on. Null: none did. */
  readonly programmeTrouble: string | null;
  /** Own records that the centre does not have yet. */
  readonly unsent: number;
  /** What waits for the manager; null: whoever is signed in has nothing to do with it. */
  readonly alarms: number | null;
  /** The till's clock, UTC ms, so that the window needs no clock of its own for civil time. */
  readonly now: number;
}
