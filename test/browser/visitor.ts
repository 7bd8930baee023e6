import type { Page } from 'playwright-core';

/** Signs in with one of the test accounts of the page's own wallet. */
export async function useTestAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect wallet' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${name} `) })
    .click();
  await page
    .getByRole('banner')
    .getByRole('button', { name: `Signed in as ${name}` })
    .waitFor();
}

/** Signs in with a wallet that announced itself to the page. */
export async function useInstalledWallet(page: Page, walletName: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect wallet' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: walletName }).click();
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Signed in as/ })
    .waitFor();
}

/** Fills the deposit form; what is left is to sign. */
export async function writeDeposit(page: Page, text: string, label: string): Promise<void> {
  await page.goto('#/deposit');
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByLabel('Register').selectOption('narrative');
  await page.getByLabel('Language').selectOption('en');
  await page.getByLabel('Label').fill(label);
  await page.getByRole('radio', { name: /public/ }).check();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
}

/** Signs the deposit and waits until the page has checked its proof against the chain. */
export async function signDeposit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign and deposit' }).click();
  await page.getByText('This page checked the proof against the chain').waitFor({ timeout: 30_000 });
}

/** Opens a vote on a mixture that differs a little from the one in force. */
export async function proposeMixture(page: Page, title: string): Promise<void> {
  await page.goto('#/governance');
  await page.getByLabel('Title').fill(title);
  const slider = page.getByRole('slider').first();
  const isFull = await slider.evaluate((input: HTMLInputElement) => input.value === input.max);
  await slider.press(isFull ? 'ArrowLeft' : 'ArrowRight');
  await page.getByRole('button', { name: 'Sign and open the vote' }).click();
}

/** Votes for a proposal while its vote is open, and waits until the page tells of it. */
export async function voteFor(page: Page, title: string): Promise<void> {
  const card = page.locator('section.card').filter({ has: page.getByRole('heading', { name: title }) });
  await card.getByRole('button', { name: 'For', exact: true }).click({ timeout: 20_000 });
  await card.getByText('Your vote is in: For.').waitFor({ timeout: 20_000 });
}

/** Asks, and waits until the answer has come with its provenance. */
export async function ask(page: Page, question: string): Promise<string> {
  await page.goto('#/ask');
  await page.getByLabel('Question').fill(question);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByRole('heading', { name: 'Other answers' }).waitFor({ timeout: 60_000 });
  return (await page.locator('.answer').first().textContent()) ?? '';
}
