#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A clone runs its sources; a package, which carries none, runs what was built of them.
const source = new URL('../scripts/tilth.ts', import.meta.url);
const built = new URL('../dist/scripts/tilth.js', import.meta.url);
await import(existsSync(source) ? source.href : built.href);
