/// The outbox against the real server (`model/`): minutes, not milliseconds, so apart from the unit tests.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['model/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 60 * 60_000,
    hookTimeout: 120_000,
    // What a page does after its death fails with this error (`model/gone.ts`), and there is nobody to catch it.
    onUnhandledError: (error) => (error.name === 'PageGone' ? false : undefined),
  },
});
