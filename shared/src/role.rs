//! Who signs in, and what kind of work they do here.

use crate::word::word_enum;

word_enum! {
    /// The role of an account. Scopes (sectors, own visits) come on top, in the server.
    pub enum Role {
        /// Auxiliaire de vie: rates visits.
        Aide = "aide",
        /// Coordinateur de parcours: works the alert queue.
        Coordinator = "coordinator",
        /// Référent de secteur: runs the aides; owns what coordination may not touch.
        SectorReferent = "sector_referent",
        /// Administrateur: accounts, rules, figures; not the files.
        Administrator = "administrator",
    }
}

impl Role {
    /// Whether this role works alerts at all.
    #[must_use]
    pub const fn works_alerts(self) -> bool {
        matches!(self, Self::Coordinator | Self::SectorReferent)
    }
}
