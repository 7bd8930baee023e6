import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const ARTIFACTS = join(import.meta.dirname, 'artifacts');

/** Serious accessibility findings on the page as it stands, by rule and element. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => (window as any).axe.run());
  const serious = violations.filter(({ impact }: any) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }: any) => `${id}: ${nodes[0]?.html}`);
}

/** Collects what a page complains about, console errors and exceptions; each call gives what is new since the last. */
export function watchComplaints(page: Page): () => readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  return () => complaints.splice(0);
}

/** Keeps a picture of the whole page under artifacts/. */
export async function photograph(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true });
}
