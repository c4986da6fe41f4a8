/** What a process did to its files, in order: noted by a library that is preloaded (tracer.c), read back here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../domain/assert.ts';
import { buildShim } from './shim.ts';

/** One thing that a traced process did. `thread` 0 is its first thread; paths are absolute. */
export type Deed = { readonly thread: number } & (
  | { readonly does: 'open'; readonly fd: number; readonly path: string; readonly how: Opening }
  | { readonly does: 'write'; readonly fd: number; readonly at: number; readonly data: Buffer }
  | { readonly does: 'resize'; readonly fd: number; readonly size: number }
  | { readonly does: 'sync'; readonly fd: number }
  | { readonly does: 'rename'; readonly from: string; readonly to: string }
  | { readonly does: 'unlink'; readonly path: string }
  | { readonly does: 'makeFolder'; readonly path: string }
  /** Bytes went out through a socket: what anybody was told. */
  | { readonly does: 'tell'; readonly fd: number; readonly data: Buffer }
  /** Not noted by the library but put between two processes: descriptors are forgotten, files stay. */
  | { readonly does: 'begin' }
);

export interface Opening {
  readonly created: boolean;
  readonly emptied: boolean;
  readonly folder: boolean;
}

/** A tracing library, built. */
export interface Tracer {
  /** The environment that has a process's deeds under `dir` noted in `file`. */
  environment(dir: string, file: string): Record<string, string>;
}

/** Builds the tracer into a folder. Throws where this machine cannot: power cuts are then not tried at all. */
export function buildTracer(dir: string): Tracer {
  const library = buildShim(join(import.meta.dirname, 'tracer.c'), dir);
  if (library === null) {
    throw new Error(
      'Power cuts are tried on Linux with a C compiler (cc), and there is none here: nothing was tried. ' +
        'On Debian: apt-get install gcc libc6-dev.',
    );
  }
  return {
    environment: (under, file) => ({ LD_PRELOAD: library, LOIAL_TRACE_DIR: under, LOIAL_TRACE_FILE: file }),
  };
}

const HEAD_BYTES = 24;

/** Reads what was noted; a last note that the process's end cut off is left out. */
export function readDeeds(file: string): Deed[] {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const deeds: Deed[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const type = bytes.readUInt32LE(at);
    const thread = bytes.readInt32LE(at + 4);
    const fd = bytes.readInt32LE(at + 8);
    const length = bytes.readUInt32LE(at + 12);
    const number = Number(bytes.readBigUInt64LE(at + 16));
    const end = at + HEAD_BYTES + length;
    if (end > bytes.length) break;
    deeds.push({ thread, ...deedOf(type, fd, number, bytes.subarray(at + HEAD_BYTES, end)) });
    at = end;
  }
  return deeds;
}

type Plain<D = Deed> = D extends Deed ? Omit<D, 'thread'> : never;

function deedOf(type: number, fd: number, number: number, data: Buffer): Plain {
  switch (type) {
    case 1: {
      const how = { created: (number & 1) !== 0, emptied: (number & 2) !== 0, folder: (number & 4) !== 0 };
      return { does: 'open', fd, path: data.toString('utf8'), how };
    }
    case 2:
      return { does: 'write', fd, at: number, data };
    case 3:
      return { does: 'resize', fd, size: number };
    case 4:
      return { does: 'sync', fd };
    case 5: {
      const [from = '', to = ''] = data.toString('utf8').split('\0');
      return { does: 'rename', from, to };
    }
    case 6:
      return { does: 'unlink', path: data.toString('utf8') };
    case 7:
      return { does: 'makeFolder', path: data.toString('utf8') };
    case 8:
      return { does: 'tell', fd, data };
    default:
      assert(false, `the tracer noted a deed of kind ${type}`);
  }
}
