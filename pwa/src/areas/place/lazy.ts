/// The card of a home, where the office opens it: from the file and from the register.
import { lazily } from '../../app/lazily';
import { addWords } from '../../i18n';

export const Card = lazily(async () => {
  const [{ Card: View }, { words }] = await Promise.all([import('./Card'), import('./PlaceArea')]);
  await Promise.all(words.map(addWords));
  return View;
});
