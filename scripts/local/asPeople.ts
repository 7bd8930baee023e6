import type { Client } from '../../client/createClient.ts';
import { fromAccount } from '../../client/signer.ts';
import type { Person } from './people.ts';

/** The commons for each person; one signer each, so that two of a person's transactions never take the same nonce. */
export function asPeople(commons: Client): (person: Person) => Client {
  const clients = new Map<Person, Client>();
  return (person) => {
    const known = clients.get(person) ?? commons.as(fromAccount(person.account));
    clients.set(person, known);
    return known;
  };
}
