import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Page, WebSocketRoute } from '@playwright/test';
import type { RequestName } from '../../../contract/till/api.ts';
import { DAY_REQUESTS, type DayRow, type DayView } from '../../../contract/till/day.ts';
import type { TillView } from '../../../contract/till/views.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import type { Language } from '../../../domain/person/person.ts';
import { refuse } from '../../../domain/refusal/refusal.ts';
import type { Role } from '../../../domain/roles/permissions.ts';
import { DAY, NOW, staffOf } from './drawn.ts';
import { partsView } from './parts.ts';
import { closed, ROWS } from './signed.ts';

/** What the till that only answers says. */
export interface Story {
  readonly day: () => DayView;
  /** Left out: its manager stands before a shift. */
  readonly stage?: 'openShift' | 'signIn';
  readonly language: Language;
  readonly theme?: 'light' | 'dark';
  readonly role?: Role;
  readonly rows?: readonly DayRow[];
}

/** The whole view of a till without anything at its counter. */
function tillView({ stage = 'openShift', language, theme = 'light', role = 'manager' }: Story): TillView {
  const none: Bani = bani(0);
  return {
    stage,
    version: '0.1.0',
    till: { number: 1, store: 'Magazin Botanica', chain: 'Măr' },
    staff: stage === 'signIn' ? null : { id: staffOf(0), name: 'Elena Munteanu', role },
    shift: null,
    floatDraft: null,
    dayRevision: 0,
    counter: {
      member: null,
      lines: [],
      selected: null,
      figures: {
        gross: none,
        discount: none,
        total: none,
        vat: [],
        earned: points(0),
        spent: points(0),
        balanceAfter: null,
        trace: [],
        change: none,
        missing: none,
        toPay: none,
      },
      redeem: {
        offer: null,
        chosen: points(0),
        most: points(0),
        least: points(0),
        step: points(1),
        worth: null,
        why: null,
      },
      word: null,
      proof: null,
      applied: [],
      rewards: [],
      near: [],
      codes: [],
      notApplied: [],
      tenders: [],
      kept: [],
      last: null,
      scan: null,
      opened: null,
      giftCard: null,
      undoable: false,
    },
    names: {},
    status: {
      scanner: { state: 'ready', port: null },
      centre: { state: 'connected', heardAt: NOW, loaded: null, restored: false, clockSkewMs: 0 },
      programmeTrouble: null,
      unsent: 0,
      alarms: 0,
      now: NOW,
    },
    settings: {
      language,
      theme,
      sound: false,
      recognition: false,
      vatRates: [vatRate(2000), vatRate(800)],
      scannerPort: 'auto',
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Opens the window on a story. `asked` hears each request; what it gives back, or a promise of it, is the answer, undefined: the story's.
 * `tell`: the till's state is another one from now on, and the window hears of it.
 */
export async function openStory(
  page: Page,
  staticDir: string,
  story: Story,
  asked: (name: string, input: unknown) => unknown = () => undefined,
): Promise<{ tell(status: Partial<TillView['status']>): void }> {
  await page.unrouteAll();
  await page.route('http://till.test/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const path = pathname === '/' ? '/index.html' : pathname;
    const contentType = TYPES[extname(path)] ?? 'application/octet-stream';
    await route.fulfill({ contentType, body: readFileSync(join(staticDir, path)) });
  });
  const sockets: WebSocketRoute[] = [];
  let view = tillView(story);
  await page.routeWebSocket(/till\.test/, (socket) => {
    sockets.push(socket);
    answerAll(socket, story, asked);
  });
  await page.goto('http://till.test/');
  return {
    tell(status) {
      view = { ...view, status: { ...view.status, ...status } };
      for (const socket of sockets) socket.send(JSON.stringify({ type: 'view', view }));
    },
  };
}

function answerAll(socket: WebSocketRoute, story: Story, asked: (name: string, input: unknown) => unknown): void {
  socket.onMessage(async (text) => {
    const { id, name, input } = JSON.parse(String(text)) as { id: number; name: RequestName; input: unknown };
    const value = (await asked(name, input)) ?? answer(name, input, story);
    if (value === undefined) {
      socket.send(JSON.stringify({ type: 'answer', id, ok: false, refusal: refuse('request.invalid') }));
      return;
    }
    socket.send(JSON.stringify({ type: 'answer', id, ok: true, value }));
  });
}

function answer(name: RequestName, input: unknown, story: Story): unknown {
  switch (name) {
    case 'hello':
      return tillView(story);
    case 'day.state':
      return story.day();
    case 'day.list':
      return story.rows ?? ROWS;
    case 'day.look':
    case 'day.sign':
      return closed();
    case 'day.parts':
      return partsView(DAY_REQUESTS['day.parts'].parse(input).first);
    case 'day.paper':
      return undefined; // no code is a Z here
    case 'staff.list':
      return [{ id: staffOf(0), name: 'Elena Munteanu', role: 'manager' }];
    case 'shift.propose':
      return { businessDay: DAY, today: DAY, questions: [], number: 1, left: null };
    default:
      return name.startsWith('day.') ? null : undefined;
  }
}
