import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Property tests print their seed when they fail; the limit is for a hang, not a measure of speed.
    testTimeout: 30_000,
  },
});
