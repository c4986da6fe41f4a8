import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window's bundle: relative addresses, because Electron serves it under a scheme of its own. */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    // Electron 45's Chromium, and any browser a developer has had updated within the last year.
    target: 'chrome140',
    sourcemap: true,
    // The content security policy allows no inline script and no data: address, so nothing is inlined.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            // The words of three languages change apart from what says them.
            { name: 'words', test: /resources[\\/]translations[\\/]/, priority: 2 },
            { name: 'components', test: /node_modules[\\/](@mantine|@floating-ui|react-remove-scroll)/, priority: 1 },
          ],
        },
      },
    },
  },
});
