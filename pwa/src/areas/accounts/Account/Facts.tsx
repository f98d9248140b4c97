/// What is known of an account.
import type { Account } from '../../../api/accounts';
import { t, tn } from '../../../i18n';
import { dateTime, pastDay } from '../../../i18n/dates';
import { type KnownSector, sectorNames } from '../sectors-known';

export function Facts({ account, sectors }: { account: Account; sectors: KnownSector[] }) {
  const lines: [string, string | null][] = [
    [t('accounts.login'), account.login],
    [t('accounts.sectors'), sectorNames(sectors, account.sector_ids) || null],
    [t('accounts.phone'), account.phone],
    [t('accounts.email'), account.email],
    [t('accounts.language'), account.locale === 'en' ? 'English' : 'Français'],
    [t('accounts.sessions'), tn('accounts.sessionCount', account.sessions)],
    [t('accounts.lastSeen'), account.last_seen_at ? dateTime(account.last_seen_at) : t('accounts.never')],
    [t('accounts.signsIn'), signsIn(account)],
    [
      t('accounts.identity'),
      account.identity_linked_at
        ? t('accounts.identitySince', { date: pastDay(account.identity_linked_at) })
        : null,
    ],
    [t('accounts.invitedUntil'), account.invited_until ? dateTime(account.invited_until) : null],
    [t('accounts.disabledAt'), account.disabled_at ? dateTime(account.disabled_at) : null],
    [t('accounts.ref'), account.ref],
    [t('accounts.created'), pastDay(account.created_at)],
  ];
  return (
    <dl class="card accounts-facts">
      {lines.map(([label, value]) =>
        value ? (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function signsIn({ has_password, second_factor }: Account): string {
  if (!has_password) return t('accounts.byLink');
  return t(`accounts.factor.${second_factor}`);
}
