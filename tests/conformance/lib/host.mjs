import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const app = (sdkAppId, settings = {}) => ({ sdkAppId, secretKey: randomBytes(32).toString('hex'), administrator: 'administrator', settings });

/** The applications of the host under test: the documented defaults, several devices per account, one platform at a time, two seconds for recalls, small files only, polls in live rooms, consent to invitations, senders who are told that they are blocked, messages between friends only, one live room per account (pushed to and polled). */
export const apps = {
  main: app(1400000001),
  devices: app(1400000002, { MaxInstancesPerUser: 3 }),
  platforms: app(1400000003, { MultiTerminal: 'SinglePlatform' }),
  shortRecall: app(1400000005, { RecallWindow: '00:00:02' }),
  polling: app(1400000006, { MaxInstancesPerUser: 3, RoomDelivery: 'Poll' }),
  oneRoom: app(1400000008, { MaxInstancesPerUser: 3, OneRoomPerUser: true }),
  oneRoomPolling: app(1400000009, { MaxInstancesPerUser: 3, OneRoomPerUser: true, RoomDelivery: 'Poll' }),
  consent: app(1400000007, { MaxInstancesPerUser: 3, InvitationsNeedConsent: true }),
  strict: app(1400000010, { MaxInstancesPerUser: 3, BlacklistedSenderSeesSuccess: false }),
  friendsOnly: app(1400000011, { MaxInstancesPerUser: 3, FriendCheck: true }),
  smallFiles: app(1400000004, { MaxImageMegabytes: 1, MaxAudioMegabytes: 1, MaxVideoMegabytes: 1, MaxFileMegabytes: 1 }),
};

/** A translation service as the host expects one: it puts the languages in front of each text. */
function startTranslator() {
  const server = createHttpServer(async (request, response) => {
    const { texts, source, target } = JSON.parse(Buffer.concat(await request.toArray()));
    response.statusCode = texts.includes('fail') ? 500 : 200;
    response.end(JSON.stringify({ texts: texts.map((text) => `[${source}>${target}] ${text}`) }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.unref().address().port}/`)));
}

function environment(port, dataDirectory, translator) {
  const variables = { Chat__Urls: `http://127.0.0.1:${port}`, Chat__DataDirectory: dataDirectory, Chat__Translation__TranslateUrl: translator };
  Object.values(apps).forEach(({ sdkAppId, secretKey, administrator, settings }, index) => {
    const prefix = `Chat__Apps__${index}__`;
    variables[`${prefix}SdkAppId`] = sdkAppId;
    variables[`${prefix}SecretKey`] = secretKey;
    variables[`${prefix}Administrators__0`] = administrator;
    for (const [name, value] of Object.entries(settings)) variables[`${prefix}Settings__${name}`] = value;
  });
  return variables;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The Chat.Host under test, in a process group of its own, on one port and one data directory for the whole run. */
export class Host {
  #command;
  #process;
  #exited;
  #stopping = false;
  #translator;

  static async start(command) {
    const host = new Host();
    host.#command = command;
    host.port = await freePort();
    host.#translator = await startTranslator();
    host.url = `http://127.0.0.1:${host.port}`;
    host.socketUrl = `ws://127.0.0.1:${host.port}`;
    host.directory = mkdtempSync(join(tmpdir(), 'chat-conformance-'));
    host.logFile = join(host.directory, 'host.log');
    process.on('exit', () => host.#signal('SIGKILL'));
    await host.resume();
    return host;
  }

  /** Starts the process, again on the same port and data. */
  async resume() {
    const log = openSync(this.logFile, 'a');
    const [file, ...args] = this.#command;
    this.#process = spawn(file, args, {
      env: { ...process.env, ...environment(this.port, join(this.directory, 'data'), this.#translator) },
      stdio: ['ignore', log, log],
      detached: true,
    });
    this.crash = undefined;
    this.#stopping = false;
    this.#exited = new Promise((resolve) => {
      const ended = (how) => {
        if (!this.#stopping) this.crash = `the host ended (${how})`;
        resolve(how);
      };
      this.#process.on('exit', (code, signal) => ended(signal ?? code));
      this.#process.on('error', (error) => ended(error.message));
    });
    await this.#untilReady();
  }

  async #untilReady() {
    for (const deadline = Date.now() + 60000; Date.now() < deadline && !this.crash; await delay(100)) {
      const reply = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (reply?.status === 200) return;
    }
    throw new Error(`${this.crash ?? 'the host is not ready after 60 s'}; end of ${this.logFile}:\n${readFileSync(this.logFile, 'utf8').slice(-2000)}`);
  }

  /** Ends the process and resolves to its exit code, or the signal that ended it. */
  stop(signal = 'SIGTERM') {
    this.#stopping = true;
    this.#signal(signal);
    return this.#exited;
  }

  #signal(signal) {
    if (!this.#process?.pid || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    process.kill(-this.#process.pid, signal);
  }

  removeData() { rmSync(this.directory, { recursive: true, force: true }); }
}
