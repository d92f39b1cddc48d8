import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

/** What Node says of bytes that are no HTTP request, before there is a request to answer. */
interface ConnectionFault extends Error {
  readonly code?: string;
}

const ANSWERS: Readonly<Record<string, { readonly status: string; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', detail: 'The headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', detail: 'The request did not arrive in time.' },
};
const MALFORMED = { status: '400 Bad Request', detail: 'This is not an HTTP request.' };

/** Answers with a problem document and closes the connection. */
export function refuseConnection(fault: ConnectionFault, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = ANSWERS[fault.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify({
    type: 'urn:gavel:problem:invalid-request',
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
    detail,
  });
  const head = [
    `HTTP/1.1 ${status}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  // A caller that does not close its side would else keep the connection, and what was begun on it, for ever.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
