import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { LogRefusedError, LogUnavailableError } from './store-errors.js';

/** SQLSTATE classes that blame the data: data exception, cardinality, integrity, program limit. All others blame the world. */
const REFUSED_CLASSES = new Set(['21', '22', '23', '54']);

/** The SQLSTATE of a failed statement; undefined when the server did not answer at all. */
export function sqlStateOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return cause instanceof DatabaseError ? cause.code : undefined;
}

/** One of our two typed errors for whatever node-postgres or TypeORM threw. */
export function toLogError(error: unknown): LogRefusedError | LogUnavailableError {
  if (error instanceof LogRefusedError || error instanceof LogUnavailableError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const state = sqlStateOf(error);
  if (state !== undefined && REFUSED_CLASSES.has(state.slice(0, 2))) {
    return new LogRefusedError(`PostgreSQL refuses the record: ${message} (SQLSTATE ${state})`, { cause: error });
  }
  const suffix = state === undefined ? '' : ` (SQLSTATE ${state})`;
  return new LogUnavailableError('down', `PostgreSQL cannot be used: ${message}${suffix}`, { cause: error });
}
