import { createContext, useContext } from 'react';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Configuration } from './config.ts';

const Context = createContext<Configuration | null>(null);

/** Hands the loaded configuration to every component below. */
export const ConfigurationProvider = Context.Provider;

/** The configuration of this commons. */
export function useConfiguration(): Configuration {
  const configuration = useContext(Context);
  if (!configuration) throw new BaseError('useConfiguration needs a ConfigurationProvider above it.');
  return configuration;
}
