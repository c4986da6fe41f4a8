import { promises as disk } from 'node:fs';
import { SerialPort } from 'serialport';
import type { PortRow } from '../../contract/till/views.ts';
import type { ScannerControl, ScannerStatus } from '../till/links.ts';
import { type DeviceMark, findAgain, findScanner, type ListedPort, labelOf, markOf } from './find.ts';
import { createFramer, type Ending, FRAMER_DEFAULTS, type Framer, type FramerOptions } from './framer.ts';

/** How often a port is looked at or looked for, ms: gone and back are both seen within 2 s. */
const LOOK_MS = 400;
/** Listing ports starts a program on Linux: not oftener than this, ms. */
const LIST_MS = 1000;
/** A port that will not close is left to the system after this, ms. */
const CLOSE_MS = 1000;
/** A timer so late means that the till was busy, and bytes may be waiting behind it: silence is not proven, ms. */
const LATE_MS = 10;
const FACTORY_SPEED = 9600;
/** Tried in turn until a code is read; most scanners leave the factory with the first two. */
const SPEEDS: readonly number[] = [FACTORY_SPEED, 115_200, 19_200, 38_400, 57_600];

export interface ScannerOptions {
  /** A code as read, AIM identifier before it kept. */
  readonly onCode: (text: string) => void;
  readonly onStatus: (status: ScannerStatus) => void;
  /** The scanner says it could not read, or sent what no code is made of. */
  readonly onFailed?: (why: 'noRead' | 'garbage') => void;
  /** A port given when the till was started: it is what 'auto' and no choice mean. */
  readonly given: string | null;
  /** Bauds, or 'detect': change it while nothing but garbage comes. */
  readonly speed: number | 'detect';
  readonly framer?: FramerOptions;
  /** Which device was used, kept over restarts: its port's name may be another then. */
  readonly memory: DeviceMemory;
  /** A steady clock, ms. */
  readonly nowMs: () => number;
}

export interface DeviceMemory {
  load(): DeviceMark | null;
  save(mark: DeviceMark): void;
}

export interface Scanner extends ScannerControl {
  /** How the scanner was seen to end its codes, and at what speed; null: no port is open. */
  seen(): { readonly ending: Ending; readonly baudRate: number } | null;
  /** Closes the port and stops looking for it. Nothing is called back afterwards. */
  close(): Promise<void>;
}

/** A port that is open. */
interface Line {
  readonly port: SerialPort;
  readonly path: string;
  /** Names the device behind the path: another one under the same name is noticed. */
  readonly node: string | null;
  readonly framer: Framer;
  /** True once a code was read: the speed is right. */
  proven: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  gone: boolean;
}

/** Opens the scanner's room: nothing happens until a port is chosen. */
export function openScanner(options: ScannerOptions): Scanner {
  let choice: string | null = null;
  let line: Line | null = null;
  let mark: DeviceMark | null = options.memory.load();
  /** True once the present choice was open: then its absence is a loss. */
  let wasReady = false;
  let listedAtMs = Number.NEGATIVE_INFINITY;
  let listed: readonly ListedPort[] = [];
  let said = '';
  let closed = false;
  let round: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function say(state: ScannerStatus['state'], port: string | null): void {
    const key = `${state} ${port}`;
    if (closed || key === said) return;
    said = key;
    options.onStatus({ state, port });
  }

  async function list(): Promise<readonly ListedPort[]> {
    const now = options.nowMs();
    if (now - listedAtMs >= LIST_MS) {
      listedAtMs = now;
      listed = await listPorts();
    }
    return listed;
  }

  /** Where the chosen scanner is now; null: nowhere. */
  async function locate(wanted: string): Promise<string | null> {
    if (wanted === 'auto') return findScanner(await list(), mark)?.path ?? null;
    if (process.platform === 'win32') {
      const ports = await list();
      if (ports.some((port) => port.path === wanted)) return wanted;
    } else if ((await nodeOf(wanted)) !== null) return wanted;
    // Not under its name: the same device may have been given another one.
    return mark === null ? null : (findAgain(await list(), mark)?.path ?? null);
  }

  async function look(): Promise<void> {
    const wanted = choice;
    if (line !== null) {
      if (line.gone || !(await isAlive(line))) await drop(line);
      else return;
    }
    if (wanted === null) {
      say('none', null);
      return;
    }
    const path = await locate(wanted);
    if (closed || wanted !== choice) return;
    if (path === null) {
      if (wanted === 'auto' && !wasReady) say('none', null);
      else say('lost', wanted === 'auto' ? null : wanted);
      return;
    }
    if (!wasReady) say('connecting', path);
    const opened = await open(path);
    if (closed || wanted !== choice) {
      if (opened !== null) await drop(opened);
      return;
    }
    line = opened;
    if (opened === null) say('lost', path);
    else {
      wasReady = true;
      say('ready', path);
      // What the system tells of it serves to find it again: where it tells nothing, a scanner that reads is not lost.
      await learn(path).catch(() => undefined);
    }
  }

  async function learn(path: string): Promise<void> {
    listedAtMs = Number.NEGATIVE_INFINITY;
    const found = (await list()).find((port) => port.path === path);
    const its = found === undefined ? null : markOf(found);
    if (its === null) return;
    mark = its;
    options.memory.save(its);
  }

  async function open(path: string): Promise<Line | null> {
    const port = new SerialPort({
      path,
      baudRate: options.speed === 'detect' ? FACTORY_SPEED : options.speed,
      autoOpen: false,
    });
    const framer = createFramer(options.framer ?? FRAMER_DEFAULTS);
    const made: Line = { port, path, node: await nodeOf(path), framer, proven: false, timer: undefined, gone: false };
    // Without a listener a failing port would end the till.
    port.on('error', () => lost(made));
    port.on('close', () => lost(made));
    port.on('data', (bytes: Uint8Array) => {
      if (!made.gone && !closed) hear(made, bytes);
    });
    const failed = await new Promise<Error | null>((resolve) => port.open(resolve));
    return failed === null ? made : null;
  }

  function lost(which: Line): void {
    if (which.gone) return;
    which.gone = true;
    clearTimeout(which.timer);
    if (line === which) {
      say('lost', which.path);
      soon(0);
    }
  }

  async function drop(which: Line): Promise<void> {
    const isKnown = which.gone;
    which.gone = true;
    clearTimeout(which.timer);
    if (line === which) {
      line = null;
      if (!isKnown && choice !== null) say('lost', which.path);
    }
    if (!which.port.isOpen) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, CLOSE_MS);
      which.port.close(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }

  function hear(from: Line, bytes: Uint8Array): void {
    deliver(from, from.framer.push(bytes, options.nowMs()));
    waitForSilence(from);
  }

  function waitForSilence(from: Line): void {
    clearTimeout(from.timer);
    const due = from.framer.dueMs();
    if (due === null) return;
    from.timer = setTimeout(
      () => {
        const now = options.nowMs();
        if (now - due <= LATE_MS) {
          deliver(from, from.framer.idle(now));
          waitForSilence(from);
          return;
        }
        // The bytes that wait behind this timer, if any, are taken first; then silence is asked again.
        from.timer = setTimeout(() => {
          deliver(from, from.framer.idle(options.nowMs()));
          waitForSilence(from);
        }, LATE_MS);
      },
      Math.max(0, due - options.nowMs()),
    );
  }

  function deliver(from: Line, frames: ReturnType<Framer['push']>): void {
    for (const frame of frames) {
      if (frame.kind === 'code') {
        from.proven = true;
        options.onCode(frame.text);
        continue;
      }
      options.onFailed?.(frame.kind);
      if (frame.kind === 'garbage' && frame.why === 'notAscii') tryAnotherSpeed(from);
    }
  }

  function tryAnotherSpeed(from: Line): void {
    if (options.speed !== 'detect' || from.proven || !from.port.isOpen) return;
    const next = SPEEDS[(SPEEDS.indexOf(from.port.baudRate) + 1) % SPEEDS.length];
    if (next !== undefined) from.port.update({ baudRate: next }, () => undefined); // a port that refuses keeps its speed
  }

  /** One round at a time; each plans the next. */
  function soon(afterMs: number): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (round !== null) {
        soon(20);
        return;
      }
      round = look()
        .catch(() => say('lost', line?.path ?? choice)) // the system would not even list its ports: asked again
        .finally(() => {
          round = null;
          soon(LOOK_MS);
        });
    }, afterMs);
  }

  return {
    async ports() {
      const rows = (await listPorts()).map((port): PortRow => ({ path: port.path, label: labelOf(port) }));
      const { given } = options;
      return given === null || rows.some((row) => row.path === given) ? rows : [{ path: given, label: given }, ...rows];
    },
    choose(port) {
      const wanted = port === null || port === 'auto' ? (options.given ?? port) : port;
      if (wanted === choice && timer !== undefined) return;
      // Another port by name is another device: the one before is not to be found again in its place.
      if (wanted !== null && wanted !== 'auto' && choice !== null) mark = null;
      choice = wanted;
      wasReady = false;
      if (line !== null) line.gone = true;
      soon(0);
    },
    seen: () => (line === null || line.gone ? null : { ending: line.framer.ending(), baudRate: line.port.baudRate }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await round;
      if (line !== null) await drop(line);
    },
  };
}

/** The ports that there are, in the house's own form. */
async function listPorts(): Promise<readonly ListedPort[]> {
  return (await SerialPort.list()).map((port) => ({
    path: port.path,
    manufacturer: port.manufacturer ?? null,
    vendorId: port.vendorId ?? null,
    productId: port.productId ?? null,
    serialNumber: port.serialNumber ?? null,
  }));
}

/** Names the device behind a path, so that another under the same name is told apart; null: there is none. */
async function nodeOf(path: string): Promise<string | null> {
  try {
    const [link, device] = await Promise.all([disk.lstat(path), disk.stat(path)]);
    return `${link.dev} ${link.ino} ${link.ctimeMs} ${device.rdev}`;
  } catch {
    return null; // not there, or not to be reached: the same for a scanner
  }
}

/** Some adapters vanish without an event, so an open port is asked. */
async function isAlive(line: Line): Promise<boolean> {
  if (!line.port.isOpen) return false;
  if (process.platform !== 'win32') return (await nodeOf(line.path)) === line.node;
  return new Promise((resolve) => line.port.get((error) => resolve(error === null)));
}
