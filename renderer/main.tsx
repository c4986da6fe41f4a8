import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { connectTill } from './client/connect.ts';
import { adoptTheme } from './theme/theme.ts';
import { listenForWedge } from './wedge/listen.ts';

/** Puts the window together: its till, its clock, its page. */
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no place for the window');
adoptTheme(document);
createRoot(root).render(
  <StrictMode>
    <App client={connectTill()} now={now} wedge={wedge} />
  </StrictMode>,
);

function now(): number {
  return performance.now();
}

function wedge(onCode: (code: string) => void): () => void {
  return listenForWedge({ onCode });
}
