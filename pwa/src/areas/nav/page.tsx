/// Areas that more than one frame opens (coordinators and referents from their bar, the administrator from another), each a
/// chunk with its own words. To add one: a line below, its place in `places.ts`, its route in the frames.
import type { ComponentType } from 'preact';
import { Lazy, type Load } from '../../app/Lazy';
import { addWords, type Part } from '../../i18n';

type Chunk = { words: Part[]; Area: ComponentType };

function page(load: () => Promise<Chunk>): ComponentType {
  const whole: Load = async () => {
    const { words, Area } = await load();
    await Promise.all(words.map(addWords));
    return Area;
  };
  return () => <Lazy load={whole} />;
}

export const Partners = page(() =>
  import('../partners/PartnersArea').then(({ words, PartnersArea }) => ({ words, Area: PartnersArea })),
);

export const Cover = page(() =>
  import('../cover/CoverArea').then(({ words, CoverArea }) => ({ words, Area: CoverArea })),
);

export const Sector = page(() =>
  import('../sector/SectorArea').then(({ words, SectorArea }) => ({ words, Area: SectorArea })),
);

export const Signals = page(() =>
  import('../signals/SignalsArea').then(({ words, SignalsArea }) => ({ words, Area: SignalsArea })),
);

export const Plan = page(() =>
  import('../plan/PlanArea').then(({ words, PlanArea }) => ({ words, Area: PlanArea })),
);

export const Caseload = page(() =>
  import('../caseload/CaseloadArea').then(({ words, CaseloadArea }) => ({ words, Area: CaseloadArea })),
);

export const Person = page(() =>
  import('../person/PersonArea').then(({ words, PersonArea }) => ({ words, Area: PersonArea })),
);

export const Place = page(() =>
  import('../place/PlaceArea').then(({ words, PlaceArea }) => ({ words, Area: PlaceArea })),
);

export const Impact = page(() =>
  import('../impact/ImpactArea').then(({ words, ImpactArea }) => ({ words, Area: ImpactArea })),
);

export const Settings = page(() =>
  import('../settings/SettingsArea').then(({ words, SettingsArea }) => ({ words, Area: SettingsArea })),
);

export const Journal = page(() =>
  import('../journal/JournalArea').then(({ words, JournalArea }) => ({ words, Area: JournalArea })),
);

export const Register = page(() =>
  import('../register/RegisterArea').then(({ words, RegisterArea }) => ({ words, Area: RegisterArea })),
);

export const Jobs = page(() =>
  import('../jobs/JobsArea').then(({ words, JobsArea }) => ({ words, Area: JobsArea })),
);

export const Accounts = page(() =>
  import('../accounts/AccountsArea').then(({ words, AccountsArea }) => ({ words, Area: AccountsArea })),
);

export const Imports = page(() =>
  import('../imports/ImportsArea').then(({ words, ImportsArea }) => ({ words, Area: ImportsArea })),
);

export const Letters = page(() =>
  import('../letters/LettersArea').then(({ words, LettersArea }) => ({ words, Area: LettersArea })),
);

export const Security = page(() =>
  import('../security/SecurityArea').then(({ words, SecurityArea }) => ({ words, Area: SecurityArea })),
);

export const Lab = page(() =>
  import('../lab/LabArea').then(({ words, LabArea }) => ({ words: [words], Area: LabArea })),
);

export const Notifications = page(() =>
  import('../notifications/NotificationsArea').then(({ words, NotificationsArea }) => ({
    words,
    Area: NotificationsArea,
  })),
);
