/// The aide's area: one phone, one thumb, often no network. Routes below; a page is a file beside this one.
import { useEffect } from 'preact/hooks';
import { Route, Router } from 'preact-iso';
import { lazily } from '../../app/lazily';
import { NotFound } from '../../app/NotFound';
import { addWords, t } from '../../i18n';
import { memory } from '../../outbox/outbox';
import { Skeleton } from '../../ui/Page/Page';
import { AideBar, Tabs } from './AideBar/AideBar';
import { Correct } from './Correct';
import { persons, visits } from './cache';
import { Free, FreePerson } from './Free';
import { Saved } from './Saved';
import { VisitPage } from './VisitPage';
import { Visits } from './Visits';

// Settings are not needed at a door: a chunk of its own, kept once it was used.
const Notifications = lazily(async () => {
  const { NotificationsPage, words } = await import('../notifications/NotificationsPage');
  await Promise.all(words.map(addWords));
  return NotificationsPage;
});

const Security = lazily(async () => {
  const { SecurityPage, words } = await import('../security/SecurityPage');
  await Promise.all(words.map(addWords));
  return SecurityPage;
});

/// Not part of the way to the first screen, but on the phone with the rest (`tools/precache.mjs`).
const Outbox = lazily(() => import('./Outbox').then((chunk) => chunk.Outbox));
const Phone = lazily(() => import('./Phone').then((chunk) => chunk.Phone));
const Signals = lazily(() => import('./Signals').then((chunk) => chunk.Signals));
const Place = lazily(() => import('./Place').then((chunk) => chunk.Place));
const Practice = lazily(() => import('./Practice').then((chunk) => chunk.Practice));

const refresh = () => {
  if (document.visibilityState !== 'visible') return;
  void visits.refresh();
  // Before it is needed: a visit nobody planned may be in a cellar.
  void persons.refresh();
};

export function AideArea() {
  useEffect(() => {
    refresh();
    document.addEventListener('visibilitychange', refresh);
    return () => document.removeEventListener('visibilitychange', refresh);
  }, []);
  return (
    <>
      <AideBar />
      <main id="main" class="aide-main">
        {memory.value === 'unread' ? <Skeleton tall label={t('app.loading')} /> : <Pages />}
      </main>
      <Tabs />
    </>
  );
}

function Pages() {
  return (
    <Router>
      <Route path="/" component={Visits} />
      <Route path="/visite/:id" component={VisitPage} />
      <Route path="/v/:code" component={Place} />
      <Route path="/visite-libre" component={Free} />
      <Route path="/visite-libre/:id" component={FreePerson} />
      <Route path="/envois" component={Outbox} />
      <Route path="/envois/:id" component={Saved} />
      <Route path="/envois/:id/corriger" component={Correct} />
      <Route path="/signaux" component={Signals} />
      <Route path="/telephone" component={Phone} />
      <Route path="/essai" component={Practice} />
      <Route path="/securite" component={Security} />
      <Route path="/notifications" component={Notifications} />
      <Route default component={NotFound} />
    </Router>
  );
}
