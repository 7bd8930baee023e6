import { useConfiguration } from '../api/CommonsContext.tsx';
import { shorten } from '../ui/shorten.ts';

/** A reader's name for an account: its name in the local commons, or its shortened address. */
export function useAccountName(): (address: `0x${string}`) => string {
  const accounts = useConfiguration().development?.accounts ?? [];
  return (address) => {
    const known = accounts.find((account) => account.address.toLowerCase() === address.toLowerCase());
    return known?.name ?? shorten(address, 6, 4);
  };
}
