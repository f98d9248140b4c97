/// Unit tests run in Node: what needs a real browser is tested in one, by the end-to-end suite.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
});
