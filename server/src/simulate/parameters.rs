//! Every number of the synthetic population, with its unit and where it comes from.
//!
//! "Spec" is the section "Synthetic population" of `shared/rules.md` (its first lines: persons, aides, plans, episodes,
//! lateness, volumes); "ours" marks what that section leaves open and the reason for the choice. To change the population,
//! change a number here; nothing else in this folder holds one.

/// From one number to another, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span<T> {
    pub from: T,
    pub to: T,
}

const fn span<T>(from: T, to: T) -> Span<T> {
    Span { from, to }
}

/// A share among others: what the shares count, and how much of the whole (they add up to 1).
pub type Share<T> = (T, f64);

/// Days in a year, for everything that is said "a year".
pub const DAYS_PER_YEAR: u32 = 365;

// --- Persons and their scores -----------------------------------------------------------------------------------------

/// Points; intervention, health, mood, form (the order of `Axis::index`). Spec, persons: "usual level health/mood/form
/// 3.9/3.9/3.8, intervention 4.2".
pub const USUAL_LEVEL: [f64; 4] = [4.2, 3.9, 3.9, 3.8];
/// Points, standard deviation between persons, the same for a person's four axes. Spec, persons: "person effect sd .4".
pub const PERSON_EFFECT_SD: f64 = 0.4;
/// Points, standard deviation of one axis of one person around that person. Spec, persons: "axis effect sd .3".
pub const AXIS_EFFECT_SD: f64 = 0.3;
/// What is left of yesterday's state of the day. Spec, persons: "day state AR(1) .8".
pub const DAY_STATE_KEPT: f64 = 0.8;
/// Points, standard deviation of what each day adds. Spec, persons: "innovation .2".
pub const DAY_STATE_INNOVATION_SD: f64 = 0.2;
/// Points, standard deviation, one draw a visit for its four scores. Spec, persons: "visit noise .2".
pub const VISIT_NOISE_SD: f64 = 0.2;
/// Points, standard deviation, one draw a score. Spec, persons: "rater noise .3".
pub const RATER_NOISE_SD: f64 = 0.3;
/// Share of scores not said. Spec, persons: "6 % of scores left out".
pub const LEFT_OUT: f64 = 0.06;

// --- Aides ------------------------------------------------------------------------------------------------------------

/// Visits a day. Spec, aides: "about 6 visits a day each".
pub const VISITS_PER_AIDE_DAY: f64 = 6.0;
/// Points, standard deviation between aides. Spec, aides: "leniency sd .35".
pub const LENIENCY_SD: f64 = 0.35;
/// Share of aides. Spec, aides: "15 % 'flat'".
pub const FLAT_AIDES: f64 = 0.15;
/// Share of a flat aide's ratings that are the same everywhere. Spec, aides: "4 everywhere 70 % of the time".
pub const FLAT_RATINGS: f64 = 0.70;
/// The score a flat rating repeats. Spec, aides: "4 everywhere".
pub const FLAT_SCORE: u8 = 4;
/// Share of aides who rarely rate. Spec, aides: "10 % rate only 35 % of visits".
pub const RARE_AIDES: f64 = 0.10;
/// Share of their visits that they rate. Spec, aides: "10 % rate only 35 % of visits".
pub const RATED_BY_RARE: f64 = 0.35;
/// Share of visits that all the others rate. Spec, aides: "others 86 %".
pub const RATED_BY_OTHERS: f64 = 0.86;
/// Aides of one person. Spec, aides: "a person has a team of 3".
pub const TEAM: usize = 3;
/// Share of visits by somebody from outside the team. Spec, aides: "substitutes 8 %".
pub const SUBSTITUTED: f64 = 0.08;
/// The same in summer. Spec, aides: "50 % in summer".
pub const SUBSTITUTED_IN_SUMMER: f64 = 0.50;
/// Months. Ours: the two months in which France is on holiday.
pub const SUMMER_MONTHS: Span<u32> = span(7, 8);
/// Persons of one sector, and so of one coordinator. Spec, volumes: 5,000 persons, 20 coordinators.
pub const PERSONS_PER_SECTOR: u32 = 250;

// --- Plans of help ----------------------------------------------------------------------------------------------------

/// Visits planned a person and day, on average. Spec, volumes and table: "ordinary, .42 visits a person-day".
pub const ORDINARY_VISITS: f64 = 0.42;
/// The same at the stress volume. Spec, table: "stress, 1.6".
pub const STRESS_VISITS: f64 = 1.6;
/// Plans light, ordinary, heavy: visits relative to each other, and their share of the persons. Spec, plans: "light/ordinary/heavy
/// 35/40/25 %, relative 0.35/0.8/1.9". Their mean is 0.9175; rates are divided by it so that the volume is met.
pub const PLANS: [Share<f64>; 3] = [(0.35, 0.35), (0.80, 0.40), (1.90, 0.25)];
/// Share of visits that stay planned and never take place. Spec, plans: "1 % of visits not done".
pub const NOT_DONE: f64 = 0.01;
/// Days. Spec, plans: "one declared absence a year of 7–21 days". Its visits are cancelled.
pub const ABSENCE_DAYS: Span<u32> = span(7, 21);
/// A year. Spec, plans: "benign dips of 1–2 days (−.8), 4 a year".
pub const DIPS_PER_YEAR: f64 = 4.0;
/// Days. Spec, plans: as above.
pub const DIP_DAYS: Span<u32> = span(1, 2);
/// Points, on health, mood and form. Spec, plans: as above.
pub const DIP_DEPTH: f64 = 0.8;
/// Minutes from midnight: where the visits of a day begin, earliest first. Ours: getting up, lunch, afternoon, going to bed.
pub const SLOTS: [u32; 4] = [8 * 60, 11 * 60 + 30, 14 * 60 + 30, 18 * 60];
/// Steps of five minutes by which one person's visits lie behind the slot. Ours: a round has an order.
pub const SLOT_STEPS: u32 = 12;
/// Minutes; a person's visits all last the same. Ours: the usual lengths of home help.
pub const VISIT_MINUTES: [u32; 4] = [30, 45, 60, 120];
/// Minutes around the planned end at which the aide rates. Ours: at the door.
pub const RATED_AROUND_END: u32 = 5;

// --- Episodes ---------------------------------------------------------------------------------------------------------

/// Episodes begun a person and year. Spec, episodes: "0.39 per person-year".
pub const EPISODES_PER_YEAR: f64 = 0.39;
/// Points under usual, on health and form. Spec, episodes: "sudden 35 % (−1.2..−2.2 on health and form, 14–28 days)".
pub const SUDDEN_DEPTH: Span<f64> = span(1.2, 2.2);
/// Days. Spec, as above.
pub const SUDDEN_DAYS: Span<u32> = span(14, 28);
/// Points under usual at the end of the slide, on health, mood and form. Spec: "drift 30 % (to −0.8..−2.0 over 42–90 days)".
pub const DRIFT_DEPTH: Span<f64> = span(0.8, 2.0);
/// Days. Spec, as above.
pub const DRIFT_DAYS: Span<u32> = span(42, 90);
/// Points under usual, on health, mood and form. Spec, episodes: "lukewarm 15 % (−.7..−1.0, 30–60 days)".
pub const LUKEWARM_DEPTH: Span<f64> = span(0.7, 1.0);
/// Days. Spec, as above.
pub const LUKEWARM_DAYS: Span<u32> = span(30, 60);
/// Days without a visit. Spec, episodes: "interruption 10 % (10–30 days)".
pub const INTERRUPTION_DAYS: Span<u32> = span(10, 30);
/// Days. Spec, episodes: "signs 10 % (14 days)".
pub const SIGNS_DAYS: Span<u32> = span(14, 14);
/// Sudden, drift, lukewarm, interruption, signs: shares of all episodes. Spec, episodes: 35, 30, 15, 10 and 10 %.
pub const EPISODE_SHARES: [f64; 5] = [0.35, 0.30, 0.15, 0.10, 0.10];
/// Share of interruptions in which the visits leave the plan, too; in the others they stay planned. Ours: silence has both causes
/// ("planned visits running not done" and "no more visits planned at all").
pub const INTERRUPTED_UNPLANNED: f64 = 0.30;
/// Days over which the depth of an episode fades after its end. Ours: nobody is well again overnight; well within the 14 days
/// after an episode in which the report counts no false alert.
pub const RECOVERY_DAYS: u32 = 7;
/// Days between the end of an episode and the earliest next one. Ours: the report's "(+14 days)", so that two episodes never share
/// an alert.
pub const EPISODE_GAP_DAYS: u32 = 14;

// --- Signs ------------------------------------------------------------------------------------------------------------

/// Share of rated visits with a sign. Spec, signs: "1 % of rated visits in the background".
pub const SIGN_BACKGROUND: f64 = 0.01;
/// Share of rated visits with a sign during an episode of signs. Spec, signs: "2–35 % in episodes", the most here.
pub const SIGN_IN_SIGNS: f64 = 0.35;
/// During a sudden episode. Ours, within the spec's 2–35 %: a sudden decline is seen in more than scores.
pub const SIGN_IN_SUDDEN: f64 = 0.20;
/// On the first day of a drift and, growing evenly, on its last. Ours, within the spec's 2–35 %.
pub const SIGN_IN_DRIFT: Span<f64> = span(0.02, 0.12);
/// During a lukewarm episode. Ours, within the spec's 2–35 %.
pub const SIGN_IN_LUKEWARM: f64 = 0.05;
/// Share of the ratings with a sign that have a second one. Ours.
pub const SECOND_SIGN: f64 = 0.20;
/// Signs of the default catalogue and their shares out of 100, in the background. Ours: mostly weak ones.
pub const BACKGROUND_SIGNS: &[Share<&str>] = &[
    ("fall", 0.08),
    ("confusion", 0.03),
    ("eats_nothing", 0.02),
    ("refuses_care", 0.05),
    ("eats_little", 0.12),
    ("pain", 0.18),
    ("sadness", 0.12),
    ("tired", 0.16),
    ("behaviour", 0.04),
    ("medicines", 0.05),
    ("skin_or_wound", 0.05),
    ("mobility", 0.04),
    ("isolation", 0.02),
    ("home_unsafe", 0.02),
    ("carer_exhausted", 0.02),
];
/// The same during episodes. Ours: graver than in the background.
pub const EPISODE_SIGNS: &[Share<&str>] = &[
    ("fall", 0.14),
    ("confusion", 0.08),
    ("eats_nothing", 0.06),
    ("refuses_care", 0.07),
    ("eats_little", 0.14),
    ("pain", 0.12),
    ("sadness", 0.10),
    ("tired", 0.10),
    ("behaviour", 0.04),
    ("medicines", 0.03),
    ("skin_or_wound", 0.03),
    ("mobility", 0.05),
    ("isolation", 0.01),
    ("home_unsafe", 0.01),
    ("carer_exhausted", 0.02),
];

// --- Lateness ---------------------------------------------------------------------------------------------------------

const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

/// Seconds from the visit to the arrival of its rating, and their shares. Spec, lateness: "85 % minutes, 10 % up to 8 h, 4 % up to
/// 36 h, 1 % 2–7 days". Ours: "minutes" are at most ten, and each class begins where the one before ends.
pub const LATENESS: [Share<Span<u32>>; 4] = [
    (span(5, 10 * MINUTE), 0.85),
    (span(10 * MINUTE + 1, 8 * HOUR), 0.10),
    (span(8 * HOUR + 1, 36 * HOUR), 0.04),
    (span(2 * DAY, 7 * DAY), 0.01),
];

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_shared::sign::SignCatalogue;

    fn whole(shares: impl Iterator<Item = f64>) -> bool {
        (shares.sum::<f64>() - 1.0).abs() < 1e-9
    }

    #[test]
    fn shares_add_up_to_one() {
        assert!(whole(PLANS.iter().map(|s| s.1)), "plans");
        assert!(whole(EPISODE_SHARES.into_iter()), "episodes");
        assert!(whole(LATENESS.iter().map(|s| s.1)), "lateness");
        assert!(whole(BACKGROUND_SIGNS.iter().map(|s| s.1)), "background signs");
        assert!(whole(EPISODE_SIGNS.iter().map(|s| s.1)), "signs in episodes");
    }

    #[test]
    fn every_sign_is_in_the_default_catalogue_and_the_catalogue_is_used_up() {
        let catalogue = SignCatalogue::default_set();
        for table in [BACKGROUND_SIGNS, EPISODE_SIGNS] {
            let mut named: Vec<_> = table.iter().map(|s| s.0).collect();
            named.sort_unstable();
            let mut offered: Vec<_> = catalogue.all().iter().map(|sign| sign.id.as_str()).collect();
            offered.sort_unstable();
            assert_eq!(named, offered);
        }
    }

    #[test]
    fn visits_of_one_person_never_overlap() {
        // The same steps move all of a person's visits, so only the slots' distances count.
        let longest = VISIT_MINUTES.iter().max().expect("some") + 2 * RATED_AROUND_END;
        assert!(SLOTS.windows(2).all(|pair| pair[0] + longest <= pair[1]));
    }
}
