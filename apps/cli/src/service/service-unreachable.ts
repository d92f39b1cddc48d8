/** How a request got no answer. */
export type UnreachableKind = 'refused' | 'unknown-host' | 'timeout' | 'broken-off';

const KIND_OF_CODE: Readonly<Record<string, UnreachableKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ETIMEDOUT: 'timeout',
};

const TEXTS: Readonly<Record<UnreachableKind, string>> = {
  refused: 'nothing listens there',
  'unknown-host': 'the name of the host is not known',
  timeout: 'there was no answer in time',
  'broken-off': 'the connection broke off',
};

/** No answer came back from the service. The message says where it was looked for and what to do. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
  readonly kind: UnreachableKind;

  constructor(url: string, cause: Error) {
    const kind = kindOf(cause);
    const detail = kind === 'broken-off' ? ` (${cause.message})` : '';
    super(
      `No Gavel service answers at ${url}: ${TEXTS[kind]}${detail}.\n` +
        'Start one in another terminal with `npm start`, or set GAVEL_URL to the address where one runs.',
      { cause },
    );
    this.kind = kind;
  }
}

function kindOf(cause: Error): UnreachableKind {
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return 'timeout';
  return KIND_OF_CODE[codeOf(cause)] ?? 'broken-off';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
