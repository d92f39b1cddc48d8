/** What the store tells of itself; a pino logger fits. Messages never hold a password. */
export interface StoreLogger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
