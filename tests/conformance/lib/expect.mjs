import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

export { assert, delay };

/** The SDK's call must reject with one of these codes; resolves to the error. */
export async function rejects(call, ...codes) {
  const error = await call.then((result) => assert.fail(`resolved with ${JSON.stringify(result)?.slice(0, 200)}, wanted code ${codes}`), (e) => e);
  assert.ok(codes.includes(error.code), `wanted code ${codes.join(' or ')}, got: ${error.message}`);
  return error;
}

/** Repeats the check until it no longer fails. */
export async function eventually(check, timeout = 5000) {
  for (const deadline = Date.now() + timeout; ; await delay(100)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

export const texts = (messages) => messages.map((message) => message.payload.text);
