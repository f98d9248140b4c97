/// The sectors one may choose from: the administrator's are the federation's, a referent's are her own.
import { accountsApi } from '../../api/accounts';
import type { Result } from '../../api/problem';
import { me, user } from '../../session/session';
import { type Asking, useAsked } from '../../ui/Asked/Asked';

export type KnownSector = { id: string; name: string; archived: boolean };

export const isAdministrator = () => user.value?.role === 'administrator';

async function ask(): Promise<Result<KnownSector[]>> {
  if (!isAdministrator()) {
    const own = me.value?.sectors ?? [];
    return { ok: true, data: own.map(({ id, name }) => ({ id, name, archived: false })) };
  }
  const answer = await accountsApi.sectors();
  if (!answer.ok) return answer;
  const data = answer.data.items.map(({ id, name, archived_at }) => ({
    id,
    name,
    archived: archived_at !== null,
  }));
  return { ok: true, data };
}

/// Asked again when one's own profile has come.
export const useSectors = (): Asking<KnownSector[]> => useAsked(ask, [me.value?.sectors.length ?? 0]);

export const sectorNames = (sectors: KnownSector[], ids: readonly string[]): string =>
  sectors
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => name)
    .join(', ');
