// npm web-push beside Vigie: `node npm.mjs URL P256DH AUTH MESSAGES ROUNDS BYTES` prints one line of JSON a round.
//
// The library encrypts and signs (`generateRequestDetails`); its own sending knows https only and opens a connection a message, so
// the request goes out over node's client with connections kept alive, as Vigie's does.
import http from 'node:http';
import webpush from 'web-push';

const [url, p256dh, auth, messages, rounds, bytes] = process.argv.slice(2);
const AT_ONE_TIME = 32;
const { publicKey, privateKey } = webpush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:essai@example.org', publicKey, privateKey };
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONE_TIME });
const text = '{}'.padEnd(Number(bytes), ' ');

function send(number) {
  const subscription = { endpoint: `${url}/${number}`, keys: { p256dh, auth } };
  const details = webpush.generateRequestDetails(subscription, text, {
    vapidDetails,
    TTL: 3600,
    urgency: 'high',
    topic: 'alert',
    contentEncoding: 'aes128gcm',
  });
  return new Promise((resolve, reject) => {
    const request = http.request(details.endpoint, { method: 'POST', headers: details.headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`answered ${answer.statusCode}`))));
    });
    request.on('error', reject);
    request.end(details.body);
  });
}

async function round(count) {
  let next = 0;
  const worker = async () => {
    while (next < count) await send(next++);
  };
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: AT_ONE_TIME }, worker));
  const { user, system } = process.cpuUsage(before);
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  return { sent: count, wall, cpu: (user + system) / 1e6 };
}

await round(Math.min(300, Number(messages)));
for (let number = 0; number < Number(rounds); number++) {
  console.log(JSON.stringify(await round(Number(messages))));
}
agent.destroy();
