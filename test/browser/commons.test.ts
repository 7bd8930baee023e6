import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { fetchConfiguration } from '../../client/connection.ts';
import { SCREENS, toHref } from '../../dapp/routing/route.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';
import { findBarriers, photograph, watchComplaints } from './examine.ts';
import { NO_BROWSER, openBrowser } from './openBrowser.ts';
import { type RunningCommons, runningCommons } from './runningCommons.ts';
import { installWallet, WALLET_NAME } from './testWallet.ts';
import {
  ask,
  proposeMixture,
  signDeposit,
  useInstalledWallet,
  useTestAccount,
  voteFor,
  writeDeposit,
} from './visitor.ts';

describe('The page in a browser', function () {
  this.timeout(600_000);
  const stamp = Date.now();
  let browser: Browser | null = null;
  let commons: RunningCommons;
  let configuration: Configuration;

  before(async function () {
    browser = await openBrowser();
    if (!browser) {
      console.log(NO_BROWSER);
      return this.skip();
    }
    commons = await runningCommons();
    configuration = await fetchConfiguration(commons.url);
  });

  after(async () => {
    await browser?.close();
    await commons?.stop();
  });

  async function openPage(options: { scheme?: 'light' | 'dark'; width?: number } = {}): Promise<Page> {
    const { scheme = 'light', width = 1200 } = options;
    const context = await browser!.newContext({
      baseURL: `${commons.url}/`,
      colorScheme: scheme,
      viewport: { width, height: 900 },
    });
    return context.newPage();
  }

  describe('with the built-in wallet', () => {
    let page: Page;
    let complaints: () => readonly string[];

    before(async () => {
      page = await openPage();
      complaints = watchComplaints(page);
      await page.goto('');
      await useTestAccount(page, 'visitor');
    });
    after(() => page?.context().close());

    it('deposits a text and checks its proof', async () => {
      await writeDeposit(page, `The lantern of ${stamp} hung over the weir all winter.`, `Lantern ${stamp}`);
      await signDeposit(page);
      await photograph(page, 'receipt');
    });

    it('lowers the tier of the deposit and gives its text back', async () => {
      await page.goto('#/deposits');
      const card = page.locator('section.card').filter({ hasText: `Lantern ${stamp}` });
      await card.getByText('Change the tier').click({ timeout: 30_000 });
      await card.getByLabel('What may be done with it from now on').selectOption('archive-only');
      await card.getByRole('button', { name: 'Sign and change' }).click();
      await card.getByText('narrative, archive-only').waitFor({ timeout: 30_000 });
      await card.getByRole('button', { name: 'Read it' }).click();
      await page.getByText(`The lantern of ${stamp} hung over the weir`).waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Close' }).click();
    });

    it('lists the deposit and withdraws it', async () => {
      await page.goto('#/deposits');
      const card = page.locator('section.card').filter({ hasText: `Lantern ${stamp}` });
      await card.getByRole('button', { name: 'Withdraw' }).click({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Sign and withdraw' }).click();
      await card.getByText('withdrawn', { exact: true }).waitFor({ timeout: 30_000 });
    });

    it('opens a vote and votes', async () => {
      await proposeMixture(page, `A little more ${stamp}`);
      await voteFor(page, `A little more ${stamp}`);
      await photograph(page, 'vote');
    });

    it('asks and is told who answered', async () => {
      expect(await ask(page, 'What do the texts say about the mill and the river?')).to.match(/\w/);
      expect(await page.getByText(/expert \d+/).count()).to.be.greaterThan(0);
      await photograph(page, 'answer');
    });

    it('stays signed in over a reload', async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Signed in as visitor' }).waitFor();
    });

    it('complained of nothing', () => {
      expect(complaints()).to.deep.equal([]);
    });
  });

  describe('with a wallet of the browser', () => {
    let page: Page;
    let wallet: Awaited<ReturnType<typeof installWallet>>;

    before(async () => {
      page = await openPage();
      const ana = configuration.development?.accounts.find(({ name }) => name === 'ana');
      wallet = await installWallet(page, configuration, ana!.privateKey);
      await page.goto('');
      await useInstalledWallet(page, WALLET_NAME);
    });
    after(() => page?.context().close());

    it('says so when the person declines, and deposits once they sign', async () => {
      await writeDeposit(page, `The bell of ${stamp} was found in the reeds.`, `Bell ${stamp}`);
      wallet.decline('eth_signTypedData_v4');
      await page.getByRole('button', { name: 'Sign and deposit' }).click();
      await page.getByText('You declined in your wallet.').waitFor();
      wallet.decline(null);
      await signDeposit(page);
      expect(wallet.signed()).to.deep.equal(['Deposit']);
    });

    it('opens a vote and votes by transactions that the wallet sends', async () => {
      await proposeMixture(page, `From a wallet ${stamp}`);
      await voteFor(page, `From a wallet ${stamp}`);
      expect(wallet.signed().slice(1)).to.deep.equal(['eth_sendTransaction', 'eth_sendTransaction']);
    });

    it('asks', async () => {
      expect(await ask(page, 'Who found the bell?')).to.match(/\w/);
    });
  });

  for (const { scheme, width } of [
    { scheme: 'light', width: 1200 },
    { scheme: 'dark', width: 380 },
  ] as const) {
    describe(`every screen, ${scheme}, ${width} px wide`, () => {
      let page: Page;
      let complaints: () => readonly string[];

      before(async () => {
        page = await openPage({ scheme, width });
        complaints = watchComplaints(page);
        await page.goto('');
        await useTestAccount(page, 'ana');
      });
      after(() => page?.context().close());

      for (const { path, title } of SCREENS) {
        it(`${title} has no barrier, fits, and complains of nothing`, async () => {
          await page.goto(toHref(path));
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page
            .getByText(/^Loading /)
            .first()
            .waitFor({ state: 'detached', timeout: 15_000 });
          await photograph(page, `${path}-${scheme}`);
          expect(await findBarriers(page)).to.deep.equal([]);
          expect(await page.getByRole('alert').count()).to.equal(0);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).to.be.at.most(0);
          expect(complaints()).to.deep.equal([]);
        });
      }
    });
  }
});
