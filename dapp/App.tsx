import { Suspense, useEffect, useRef } from 'react';
import { pages } from './pages/pages.ts';
import { SCREENS, toHref } from './routing/route.ts';
import { useRoute } from './routing/useRoute.ts';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { Loading } from './ui/Notice.tsx';
import { WalletButton } from './wallet/WalletButton.tsx';

/** The frame around every screen: brand, wallet, menu. */
export function App() {
  const screen = useRoute();
  const title = SCREENS.find(({ path }) => path === screen)?.title ?? 'Tilth';
  const main = useRef<HTMLElement>(null);
  const Page = pages[screen];
  useEffect(() => {
    document.title = `${title} · Tilth`;
    window.scrollTo(0, 0);
    document.querySelector('.menu a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [title]);
  return (
    <>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <header className="header">
        <div className="header-row">
          <a className="brand" href={toHref('overview')}>
            Tilth
          </a>
          <WalletButton />
        </div>
        <nav className="menu" aria-label="Screens">
          {SCREENS.map(({ path, title: name }) => (
            <a key={path} href={toHref(path)} aria-current={path === screen ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main className="main" ref={main} tabIndex={-1}>
        <ErrorBoundary key={screen}>
          <Suspense fallback={<Loading what={title.toLowerCase()} />}>
            <Page />
          </Suspense>
        </ErrorBoundary>
      </main>
    </>
  );
}
