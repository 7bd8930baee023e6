import { createContext, useContext } from 'react';
import type { DevelopmentProvider } from './developmentProvider.ts';

const Context = createContext<DevelopmentProvider | null>(null);

/** Hands the development wallet, where there is one, to the wallet dialog. */
export const DevelopmentWalletProvider = Context.Provider;

/** The development wallet, or null on any chain that is not local. */
export function useDevelopmentWallet(): DevelopmentProvider | null {
  return useContext(Context);
}
