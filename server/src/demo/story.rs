//! What happens to whom: most have ordinary weeks, some a story.

use vigie_shared::alert::{ActionKind, Agreement, Contact, DacStep, Outcome};
use vigie_shared::rules::{AskedBy, Severity};

/// What an aide taps at one visit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tapped {
    /// Intervention, health, mood, form.
    pub scores: [Option<u8>; 4],
    pub signs: Vec<&'static str>,
    pub note: Option<&'static str>,
}

/// A turn in somebody's weeks: what is tapped `days_ago`.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    pub person: usize,
    pub days_ago: i64,
    /// Health, mood, form; 0 leaves the ordinary score.
    pub scores: [u8; 3],
    pub signs: &'static [&'static str],
    pub note: Option<&'static str>,
}

/// What a coordinator does about somebody's alert.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Claim,
    Note(&'static str),
    Action(ActionKind, Contact, Agreement, &'static str),
    /// The same with who said yes and the partners who were proposed.
    Agreed(Agreed),
    /// A step towards the support scheme: who agreed, and in what words.
    Dac(DacStep, Agreement, &'static str, &'static str),
    /// Given back with a word for the next owner.
    Release(&'static str),
    /// Somebody asked: the alert is opened by hand.
    Need(&'static str, Severity, AskedBy),
    Snooze,
    Resolve(Outcome, &'static str),
}

/// An action that was agreed upon.
#[derive(Debug, Clone, Copy)]
pub struct Agreed {
    pub kind: ActionKind,
    pub contact: Contact,
    pub agreement: Agreement,
    /// Who said yes.
    pub by: &'static str,
    /// References in `partners.csv`, the chosen one first.
    pub partners: &'static [&'static str],
    pub text: &'static str,
}

/// A deed and its day.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    pub person: usize,
    pub days_ago: i64,
    pub deed: Deed,
}

const fn turn(person: usize, days_ago: i64, scores: [u8; 3]) -> Turn {
    Turn { person, days_ago, scores, signs: &[], note: None }
}

const fn signs(person: usize, days_ago: i64, signs: &'static [&'static str], note: &'static str) -> Turn {
    Turn { person, days_ago, scores: [0; 3], signs, note: Some(note) }
}

/// Open today: critical, high, moderate; of scores and of signs; new, taken and put off; one who refuses coordination.
/// Closed: acted upon, nothing needed, declined, noise.
pub const TURNS: &[Turn] = &[
    Turn {
        person: 0,
        days_ago: 0,
        scores: [1, 2, 2],
        signs: &["fall"],
        note: Some("Trouvée assise par terre dans la cuisine."),
    },
    turn(1, 1, [0, 2, 0]),
    turn(1, 0, [0, 2, 0]),
    turn(22, 6, [3, 0, 3]),
    turn(22, 5, [3, 0, 3]),
    turn(22, 4, [3, 0, 3]),
    turn(22, 3, [3, 0, 3]),
    turn(22, 2, [3, 0, 3]),
    turn(22, 1, [3, 0, 3]),
    signs(23, 1, &["refuses_care"], "Ne veut plus de toilette le matin."),
    signs(2, 4, &["pain"], "Mal au genou en se levant."),
    signs(2, 1, &["pain"], "Toujours mal, marche moins."),
    turn(super::cast::REFUSING, 1, [1, 3, 2]),
    Turn {
        person: 3, days_ago: 21, scores: [1, 3, 2], signs: &[], note: Some("Très essoufflé, n'a pas pu se lever.")
    },
    turn(4, 36, [0, 2, 2]),
    turn(4, 34, [0, 2, 2]),
    signs(24, 12, &["confusion"], "Ne savait plus quel jour on est."),
    signs(42, 3, &["eats_nothing"], "Le repas d'hier est resté dans l'assiette."),
    signs(42, 1, &["eats_nothing"], "N'a rien mangé non plus aujourd'hui."),
    Turn { person: 43, days_ago: 27, scores: [0, 1, 0], signs: &[], note: None },
    signs(26, 4, &["confusion"], "Cherchait sa sœur dans la maison, ne reconnaissait plus la cuisine."),
    signs(44, 0, &["fall"], "Une chute cette nuit, s'est relevée seule."),
];

/// What was done, oldest first.
pub const ACTS: &[Act] = &[
    act(4, 34, Deed::Claim),
    act(4, 33, Deed::Note("Appel au fils : semaine difficile après un enterrement. La personne préfère attendre.")),
    act(4, 30, Deed::Resolve(Outcome::NothingNeeded, "Une mauvaise passe, c'est reparti. Merci d'avoir signalé.")),
    act(43, 27, Deed::Claim),
    act(43, 26, Deed::Resolve(Outcome::Noise, "Un doigt qui a glissé : pas de souci.")),
    act(3, 21, Deed::Claim),
    act(
        3,
        21,
        Deed::Action(ActionKind::PhoneCall, Contact::Phone, Agreement::Person, "D'accord pour voir son médecin."),
    ),
    act(
        3,
        20,
        Deed::Agreed(Agreed {
            kind: ActionKind::Partner,
            contact: Contact::Phone,
            agreement: Agreement::Person,
            by: "M. Galet",
            partners: &["D1"],
            text: "Le médecin passe demain matin.",
        }),
    ),
    act(
        3,
        16,
        Deed::Action(ActionKind::AdaptHelp, Contact::Visit, Agreement::Person, "Un passage de plus le soir, un mois."),
    ),
    act(3, 15, Deed::Resolve(Outcome::Acted, "Le médecin est passé et le soir est renforcé. Bien vu.")),
    act(24, 12, Deed::Claim),
    act(
        24,
        11,
        Deed::Action(ActionKind::PhoneCall, Contact::Phone, Agreement::Refused, "Ne souhaite pas de consultation."),
    ),
    act(24, 9, Deed::Resolve(Outcome::Declined, "Elle ne souhaite rien de plus. On reste attentifs.")),
    act(42, 1, Deed::Claim),
    act(
        42,
        1,
        Deed::Action(ActionKind::PhoneCall, Contact::Phone, Agreement::Family, "La fille passe ce soir avec un repas."),
    ),
    act(
        42,
        0,
        Deed::Agreed(Agreed {
            kind: ActionKind::MealDelivery,
            contact: Contact::Phone,
            agreement: Agreement::Family,
            by: "sa fille, Mme Crique",
            partners: &["R2", "R1"],
            text: "Un repas chaud à midi dès demain ; la fille a choisi entre les deux.",
        }),
    ),
    act(26, 4, Deed::Claim),
    act(
        26,
        2,
        Deed::Dac(
            DacStep::HandOver,
            Agreement::Guardian,
            "Me Balance",
            "Situation complexe : mémoire, logement, aidante à bout.",
        ),
    ),
    act(26, 1, Deed::Release("Le DAC rappelle sous huit jours. Prévenir la sœur, Mme Jasmin, avant toute visite.")),
    act(28, 1, Deed::Need("Sa fille demande une barre d’appui dans la douche.", Severity::Moderate, AskedBy::Family)),
    act(23, 1, Deed::Claim),
    act(23, 0, Deed::Note("Rappeler en fin de matinée, il dort l'après-midi.")),
    act(2, 0, Deed::Snooze),
];

const fn act(person: usize, days_ago: i64, deed: Deed) -> Act {
    Act { person, days_ago, deed }
}

/// Somebody whose visits are planned and, for the last days, not done: nobody has noticed yet.
const STOPPED: usize = 30;
const STOPPED_FOR: i64 = 9;

/// Whether a planned visit stays undone.
pub fn is_missed(person: usize, days_ago: i64) -> bool {
    person == STOPPED && (0..STOPPED_FOR).contains(&days_ago)
}

/// What is tapped at a visit: an ordinary day, unless a turn says otherwise.
pub fn tapped(person: usize, days_ago: i64, chance: &mut Chance) -> Tapped {
    let mut scores = [Some(4 + u8::from(chance.one_in(4))), None, None, None];
    for score in scores.iter_mut().skip(1) {
        *score = match chance.below(20) {
            0 => None,
            1..=2 => Some(3),
            3..=6 => Some(5),
            _ => Some(4),
        };
    }
    let mut tapped = Tapped { scores, signs: Vec::new(), note: None };
    for turn in TURNS.iter().filter(|turn| turn.person == person && turn.days_ago == days_ago) {
        for (score, told) in tapped.scores.iter_mut().skip(1).zip(turn.scores) {
            if told > 0 {
                *score = Some(told);
            }
        }
        tapped.signs.extend_from_slice(turn.signs);
        tapped.note = turn.note;
    }
    tapped
}

/// Whether somebody's story needs a visit on this day.
pub fn needs_visit(person: usize, days_ago: i64) -> bool {
    TURNS.iter().any(|turn| turn.person == person && turn.days_ago == days_ago)
}

/// Repeatable chance (the 64-bit generator of Vigna's splitmix): the demo is the same for everybody.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}
