/** An answer of `POST /v1/flows/{flow}/decisions`, as far as tests look at it. */
export interface Answer {
  readonly decisionId: string;
  readonly outcome: string;
  readonly reasons: readonly { code: string; rule?: string }[];
  readonly score: number | null;
  readonly model: { name: string; version: string; role: string } | null;
  readonly policy: string;
  readonly degraded: readonly string[];
  readonly durable: boolean;
  readonly replayed: boolean;
}

/** A status and a JSON body. */
export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}

export async function getJson<T>(url: string): Promise<Reply<T>> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as T };
}

export async function postJson<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text });
  return { status: response.status, body: (await response.json()) as T };
}

/** Asks the flow `card-fraud` of the service at `url`. */
export function decide(url: string, request: unknown, headers: Record<string, string> = {}): Promise<Reply<Answer>> {
  return postJson<Answer>(`${url}/v1/flows/card-fraud/decisions`, request, headers);
}

/** Asks the flow `loan-application` with its own example, some fields changed; what is undefined is left out. */
export async function decideLoan(url: string, changes: Record<string, unknown> = {}): Promise<Reply<Answer>> {
  const { body } = await getJson<Record<string, unknown>>(`${url}/v1/flows/loan-application/example`);
  return postJson<Answer>(`${url}/v1/flows/loan-application/decisions`, { ...body, ...changes });
}

/** The flow's own example request, with some fields changed. */
export async function exampleRequest(url: string, changes: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { body } = await getJson<{ example: Record<string, unknown> }>(`${url}/v1/flows/card-fraud`);
  return { ...body.example, ...changes };
}

/** Runs `work` over `items` with at most `limit` at a time. */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
