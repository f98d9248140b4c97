/// The catalogue while it is being edited. Pure.
import type { Catalogue, CatalogueAction, PartnerKind } from '../../../api/partners';

const ID_MAX = 40;

/// An id from a name: `Portage de repas` is `portage_de_repas`. Letters only, as the server wants it; two alike are told apart.
export function idFrom(name: string, taken: readonly string[]): string {
  const base = name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, ID_MAX - 2)
    .replace(/_+$/, '');
  const start = base.length >= 2 ? base : `${base || 'x'}_x`;
  if (!taken.includes(start)) return start;
  const letter = [...'bcdefghijklmnopqrstuvwxyz'].find((one) => !taken.includes(`${start}_${one}`));
  return `${start}_${letter ?? 'z'}`;
}

/// A new line has no id until it is saved: its name is still being written.
export const newAction = (): CatalogueAction => ({
  id: '',
  label: { fr: '', en: '' },
  needs_agreement: true,
  partner_kind: null,
  builtin: false,
  hidden: false,
});
export const newKind = (): PartnerKind => ({ id: '', label: { fr: '', en: '' } });

/// What is sent: ids for the new ones, the French name where the English is missing.
export function completed({ actions, partner_kinds }: Catalogue): Catalogue {
  const name = <T extends { id: string; label: { fr: string; en: string } }>(lines: T[]): T[] => {
    const taken = lines.map((line) => line.id).filter(Boolean);
    return lines.map((line) => {
      const fr = line.label.fr.trim();
      const id = line.id || idFrom(fr, taken);
      if (!line.id) taken.push(id);
      return { ...line, id, label: { fr, en: line.label.en.trim() || fr } };
    });
  };
  return { actions: name(actions), partner_kinds: name(partner_kinds) };
}

export const nameless = ({ actions, partner_kinds }: Catalogue): boolean =>
  [...actions, ...partner_kinds].some((line) => line.label.fr.trim() === '');
