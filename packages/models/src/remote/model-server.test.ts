import { describe, expect, it } from 'vitest';
import { readModelServers, serverFor } from './model-server.js';

const OIP = 'http://gpu:8000/v2/models/fraud/versions/2';

describe('readModelServers', () => {
  it('reads servers of versions and of whole models', () => {
    const { servers, faults } = readModelServers(
      `card-fraud/2=oip:${OIP}, card-fraud=tfserving:https://gpu:8501/v1/models/fraud/versions/{version}\n`,
    );
    expect(faults).toEqual([]);
    expect(serverFor(servers, 'card-fraud', '2')).toEqual({ model: 'card-fraud', version: '2', protocol: 'oip', address: OIP });
    expect(serverFor(servers, 'card-fraud', '7')).toMatchObject({
      version: '7',
      protocol: 'tfserving',
      address: 'https://gpu:8501/v1/models/fraud/versions/7',
    });
    expect(serverFor(servers, 'loan-application', '1')).toBeUndefined();
    expect(readModelServers('')).toEqual({ servers: [], faults: [] });
  });

  it.each([
    ['card-fraud', /must be MODEL\[\/VERSION\]=PROTOCOL:ADDRESS/],
    [`Card=oip:${OIP}`, /must be MODEL/],
    [`card-fraud/2=grpc:${OIP}`, /protocols are tfserving, oip/],
    ['card-fraud/2=oip:gpu', /must be a URL like http:\/\/host:8000\/v2/],
    ['card-fraud/2=oip:http://gpu/v2/models/fraud', /must name server, model and version/],
    [`card-fraud/2=tfserving:${OIP}`, /must name server, model and version, like http:\/\/host:8501\/v1/],
    [`card-fraud/2=oip:${OIP}?x=1`, /must name server/],
    [`card-fraud=oip:${OIP}`, /must hold \{version\}/],
    [`card-fraud/2=oip:${OIP},card-fraud/2=oip:${OIP}`, /card-fraud\/2 has two servers/],
  ])('refuses %s', (text, fault) => {
    expect(readModelServers(text).faults.join('\n')).toMatch(fault);
  });

  it('tells every fault at once, and no password', () => {
    const { faults } = readModelServers('a b=x:http://me:secret@gpu/');
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('secret');
  });
});
