import { CommonsUnreachableError, fetchConfiguration } from '../../client/connection.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';

/** Loads /config.json from the server that served this page. @throws BadConfigurationError */
export function loadConfiguration(): Promise<Configuration> {
  return fetchConfiguration(new URL('.', document.baseURI).href).catch((cause: unknown) => {
    throw cause instanceof CommonsUnreachableError ? new BadConfigurationError(cause) : cause;
  });
}

/** The page does not know where its commons lives. */
export class BadConfigurationError extends BaseError {
  override readonly name = 'BadConfigurationError';
  override readonly kind = 'unavailable';
  constructor({ cause }: CommonsUnreachableError) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The page could not read /config.json: ${reason}`, { hint: 'Start the commons with: npm start', cause });
  }
}
