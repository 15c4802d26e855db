import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const now = () => Math.floor(Date.now() / 1000);

/** Signs a UserSig (TLSSigAPIv2) the way an application's backend does. */
export function signUser({ sdkAppId, secretKey }, user, { expire = 86400, time = now() } = {}) {
  const text = `TLS.identifier:${user}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  const ticket = {
    'TLS.ver': '2.0',
    'TLS.identifier': user,
    'TLS.sdkappid': sdkAppId,
    'TLS.time': time,
    'TLS.expire': expire,
    'TLS.sig': createHmac('sha256', secretKey).update(text).digest('base64'),
  };
  return deflateSync(JSON.stringify(ticket))
    .toString('base64')
    .replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}
