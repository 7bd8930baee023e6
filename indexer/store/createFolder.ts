import { PGlite } from '@electric-sql/pglite';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** One reader and small tables: PostgreSQL's usual shared memory would only fill the machine. */
const SETTINGS = ['shared_buffers=16MB', 'wal_buffers=1MB', 'max_connections=10'];

/** A program of its own, because making a database takes 300 MB that its process gives back only by ending. */
const [, , folder] = process.argv;
if (!folder) throw new BaseError('Give the folder that the database shall be made in.');
const client = await PGlite.create({ dataDir: folder, postgresqlconf: SETTINGS });
await client.close();
