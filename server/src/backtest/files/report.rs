//! What was wrong with the files: each line with its number and the reason, and how many there were.

use std::collections::BTreeMap;

/// Most complaints kept with their words. A wholly wrong file would bury the result; beyond these only the count goes on.
pub const MOST_COMPLAINTS: usize = 1_000;

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// Which file: 0 ratings, 1 visits, 2 absences, 3 known declines.
    pub file: u8,
    pub line: u32,
    pub reason: String,
}

/// How many lines there were of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Ratings told apart by their ids.
    pub ratings: u64,
    pub visits: u64,
    /// Lines that could not be read.
    pub bad_lines: u64,
    /// The same rating or visit once more.
    pub duplicates: u64,
    /// The same id with other content; the one that was received first stands.
    pub conflicts: u64,
    /// Kept aside as by the server: visits in the future or absurdly old when they were received.
    pub marked: u64,
    /// Received after the period.
    pub too_late: u64,
}

impl Counts {
    pub fn add(&mut self, other: &Self) {
        self.ratings += other.ratings;
        self.visits += other.visits;
        self.bad_lines += other.bad_lines;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.marked += other.marked;
        self.too_late += other.too_late;
    }
}

/// Everything there is to say about the files.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub complaints: Vec<Complaint>,
    /// Fields that are not part of the contract, by file and name, with the number of lines that have them.
    pub unknown_fields: BTreeMap<(u8, String), u64>,
    pub counts: Counts,
}

impl Report {
    pub fn bad_line(&mut self, file: u8, line: u32, reason: String) {
        self.counts.bad_lines += 1;
        self.complain(file, line, reason);
    }

    pub fn complain(&mut self, file: u8, line: u32, reason: String) {
        // Twice the room, so that sorting rarely drops anything and the lowest lines survive.
        if self.complaints.len() >= 2 * MOST_COMPLAINTS {
            self.trim();
        }
        self.complaints.push(Complaint { file, line, reason });
    }

    pub fn unknown_field(&mut self, file: u8, name: String) {
        // A file with endless field names is nonsense; it must not become endless memory.
        const MOST_NAMES: usize = 100;
        if self.unknown_fields.len() < MOST_NAMES || self.unknown_fields.contains_key(&(file, name.clone())) {
            *self.unknown_fields.entry((file, name)).or_default() += 1;
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.counts.add(&other.counts);
        self.complaints.extend(other.complaints);
        self.trim();
        for (field, lines) in other.unknown_fields {
            *self.unknown_fields.entry(field).or_default() += lines;
        }
    }

    fn trim(&mut self) {
        self.complaints.sort_unstable();
        self.complaints.truncate(MOST_COMPLAINTS);
    }
}
