// kill -9 between the answer to the phone and the push: what was acknowledged is there, and the push goes out once.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PushService } from '../push-service/service.mjs';
import { Api } from '../support/api.mjs';
import { Scene } from '../support/scene.mjs';
import { Subscriber } from '../support/subscriber.mjs';

/** A retry waits for its back-off, and a leased row for the end of its lease. */
const RETRY_PATIENCE_MS = 120_000;

/** If a second push were to come, it would come right behind the first: both rows would be due. */
const QUIET_MS = 3_000;

/**
 * The push service is out of order, the server dies and comes back, the push service recovers.
 * @param {import('../push-service/endpoint.mjs').Behaviour} outage
 */
async function dieDuring(outage) {
  const service = await PushService.start();
  let scene;
  try {
    scene = await Scene.set({ pushOrigins: [service.origin] });
    await play(service, scene, outage);
  } finally {
    await scene?.close();
    await service.close();
  }
}

/**
 * @param {PushService} service
 * @param {Scene} scene
 * @param {import('../push-service/endpoint.mjs').Behaviour} outage
 */
async function play(service, scene, outage) {
  const referent = await Subscriber.subscribe(scene.referent, service);
  service.behaviour = outage;
  const { alert, rating } = await scene.raiseAlert();
  const first = await referent.pushAbout(service, alert, { accepted: false });
  await scene.vigie.kill();
  assert.notEqual(first.status, 201);
  service.behaviour = { kind: 'accept' };
  await scene.vigie.startAgain();

  await referent.pushAbout(service, alert, { patience: RETRY_PATIENCE_MS });
  await sleep(QUIET_MS);
  const pushes = referent.received(service).map((p) => p.notification);
  const about = pushes.filter((p) => p.navigate === `${scene.vigie.url}/alertes/${alert.id}`);
  assert.equal(about.length, 1, `pushed once, not ${about.length} times`);
  assert.equal(pushes.filter((p) => p.tag === about[0].tag).length, 1, 'nothing else has its tag');

  const [aide, coordinator] = await Promise.all(
    [scene.aide, scene.coordinator].map(({ account }) => Api.signIn(scene.vigie.url, account)),
  );
  assert.deepEqual((await aide.rate(rating)).map((r) => r.outcome), ['duplicate'], 'the rating was kept');
  const kept = await coordinator.get(`/api/alerts/${alert.id}`);
  assert.equal(kept.state, 'new', 'the alert was kept');
}

// Mostly waiting, and each has a server of its own: side by side.
describe('killed on the way to the push', { concurrency: true }, () => {
  test('while the push service answers 503', () => dieDuring({ kind: 'status', status: 503, retryAfter: 1 }));

  test('in the middle of a request that hangs', () => dieDuring({ kind: 'hang' }));
});
