/// How the app is built: Preact by the automatic JSX runtime, the worker by Workbox (injectManifest).
/// The worker precaches the shell and the aide's area (`tools/precache.mjs`); icons and screenshots stay on the network.
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { keptFiles, laterFiles } from './tools/precache.mjs';

const SHARED =
  /src\/(ui\/(Disclosure|Emergency|Field|search)|app\/(lazily|NotFound)|outbox\/uuid7|api\/signals)|@oxc-project\/runtime/;
const MENUS = /src\/(ui\/(Dialog|Language)|push\/NotifyMe|session\/SignOut)/;
const server = process.env.VIGIE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['chrome106', 'safari15.4', 'firefox121'],
    // Small files stay files: the Content-Security-Policy has no inline scripts or styles.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What the aide's first screen and the other areas share, in one file: many small ones compress worse.
        // What stands behind everybody's menu button comes after the first screen.
        codeSplitting: {
          groups: [
            { name: 'shared', test: SHARED },
            { name: 'menus', test: MENUS },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server } } },
  preview: { proxy: { '/api': { target: server } } },
  plugins: [
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      // The manifest and the registration are our own files.
      manifest: false,
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,webmanifest}', 'icons/vigie.svg'],
        manifestTransforms: [
          (entries) => {
            const built = new URL('dist/.vite/manifest.json', import.meta.url).pathname;
            const [kept, later] = [keptFiles(built), laterFiles(built)];
            // The worker tells them apart by `later`.
            const marked = entries.map((entry) => Object.assign(entry, { later: later.get(entry.url) }));
            return {
              manifest: marked.filter(
                ({ url, later }) => !url.startsWith('assets/') || kept.has(url) || later,
              ),
            };
          },
        ],
      },
    }),
  ],
});
