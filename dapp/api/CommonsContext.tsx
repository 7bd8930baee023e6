import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Connection, connect } from '../../client/connection.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';

type Commons = { readonly configuration: Configuration; readonly connection: Connection };

const Context = createContext<Commons | null>(null);

export type CommonsProviderProps = { readonly configuration: Configuration; readonly children: ReactNode };

/** Hands the commons of this page to every component below. */
export function CommonsProvider({ configuration, children }: CommonsProviderProps) {
  const value = useMemo(() => ({ configuration, connection: connect(configuration) }), [configuration]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Where this commons lives. */
export function useConfiguration(): Configuration {
  return useContextValue().configuration;
}

/** This commons for someone who only looks; verbs of `client/` take it. */
export function useCommons(): Connection {
  return useContextValue().connection;
}

function useContextValue(): Commons {
  const value = useContext(Context);
  if (!value) throw new BaseError('A commons is needed: put a CommonsProvider above.');
  return value;
}
