import type { FlagSource } from './flag-source.js';

const POLL_MS = 1000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const SPEC_VERSION = '5.2.0';

/**
 * Flags of an Unleash server, by its client API. We fetch them ourselves, and leave only the evaluation to unleash-client, because its
 * own fetcher applies whatever the server says unchecked, and stops for good after one 401.
 */
export class ServerFlagSource implements FlagSource {
  readonly kind = 'unleash';
  readonly pollMs = POLL_MS;
  readonly origin: string;
  private readonly url: string;
  private etag: string | undefined;

  constructor(
    apiUrl: string,
    private readonly token: string,
  ) {
    this.origin = apiUrl;
    this.url = `${apiUrl}/client/features`;
  }

  async read(signal: AbortSignal): Promise<string | undefined> {
    const response = await fetch(this.url, {
      headers: {
        authorization: this.token,
        accept: 'application/json',
        'unleash-appname': 'gavel',
        'unleash-client-spec': SPEC_VERSION,
        ...(this.etag === undefined ? {} : { 'if-none-match': this.etag }),
      },
      signal,
    });
    if (response.status === 304) return undefined;
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(
        `${this.url} answered ${response.status}${response.status === 401 || response.status === 403 ? ': check UNLEASH_API_TOKEN' : ''}`,
      );
    }
    const text = await boundedText(response);
    this.etag = response.headers.get('etag') ?? undefined;
    return text;
  }
}

/** The address of the API as Unleash's clients take it: with `/api` at its end, without a slash. */
export function unleashApiUrl(url: string): string {
  const trimmed = url.replace(/\/+$/, '');
  return trimmed.endsWith('/api') ? trimmed : `${trimmed}/api`;
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
