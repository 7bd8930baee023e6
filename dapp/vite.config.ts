import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { screenSizes } from './screenSizes.ts';

/** Builds the page into dapp/dist; everything that differs between commons comes from /config.json at run time. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), screenSizes(200_000)],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    reportCompressedSize: false,
    // What most screens share compresses better in one file.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 8 }] } } },
  },
});
