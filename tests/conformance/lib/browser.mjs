/** As much of a browser as the SDK's upload plug-in needs. Only the machine itself is within its reach. */
import http from 'node:http';

const chunkLength = 256 * 1024;

const isOwn = (address) => ['127.0.0.1', 'localhost'].includes(new URL(address).hostname);

class XMLHttpRequest {
  status = 0;
  statusText = '';
  responseText = '';
  upload = {};
  #headers = {};
  #answered = {};

  open(method, address) { Object.assign(this, { method, address }); }
  setRequestHeader(name, value) { this.#headers[name] = value; }
  getAllResponseHeaders() { return Object.entries(this.#answered).map(([name, value]) => `${name}: ${value}`).join('\r\n'); }

  async send(body) {
    if (!isOwn(this.address)) {
      setTimeout(() => this.onerror?.({}));
      return;
    }
    const blob = body instanceof Blob ? body : new Blob([body ?? '']);
    const headers = { 'Content-Length': blob.size, ...(blob.type && { 'Content-Type': blob.type }), ...this.#headers };
    const request = http.request(this.address, { method: this.method, headers }, async (response) => {
      Object.assign(this, { status: response.statusCode, statusText: response.statusMessage });
      this.#answered = response.headers;
      for await (const chunk of response.setEncoding('utf8')) this.responseText += chunk;
      this.onload?.({});
    });
    request.on('error', (error) => { if (!this.status) this.onerror?.(error); });
    for (let loaded = 0; loaded < blob.size; loaded += chunkLength) {
      const chunk = Buffer.from(await blob.slice(loaded, loaded + chunkLength).arrayBuffer());
      if (!request.write(chunk)) await new Promise((resolve) => { request.once('drain', resolve).once('close', resolve); });
      this.upload.onprogress?.({ loaded: loaded + chunk.length, total: blob.size });
    }
    request.end();
  }
}

/** Width and height of a JPEG, PNG or BMP. */
function measure(bytes) {
  if (bytes.toString('latin1', 0, 2) === 'BM') return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
  if (bytes.toString('latin1', 1, 4) === 'PNG') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  for (let at = 2; bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xc2) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
  }
  throw new Error('neither JPEG nor PNG nor BMP');
}

class Image {
  set src(address) { this.#load(address).then(() => this.onload(), (error) => this.onerror(error)); }

  async #load(address) {
    if (!isOwn(address)) throw new Error('out of reach');
    const response = await fetch(address);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    Object.assign(this, measure(Buffer.from(await response.arrayBuffer())));
  }
}

class HTMLInputElement {}

const navigator = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36', cookieEnabled: false, onLine: true };
const window = { navigator, performance, URL, location: { href: 'http://127.0.0.1/', protocol: 'http:' }, addEventListener() {}, removeEventListener() {} };
const document = { charset: 'UTF-8', characterSet: 'UTF-8', addEventListener() {}, removeEventListener() {} };

for (const [name, value] of Object.entries({ window, document, navigator, HTMLInputElement, XMLHttpRequest, Image })) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
