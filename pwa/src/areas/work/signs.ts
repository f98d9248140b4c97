/// The word of a sign, from the federation's own catalogue.
import { label } from '../../i18n';
import { me } from '../../session/session';

export function signName(id: string): string {
  const sign = me.value?.signs.find((other) => other.id === id);
  return sign ? label(sign.label) : id;
}
