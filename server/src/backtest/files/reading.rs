//! Reads the files with several threads into parts that are put in order later.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::NaiveDate;
use chrono_tz::Tz;
use vigie_shared::sign::SignId;
use vigie_shared::visit::VisitStatus;

use super::blocks::{Block, Blocks, MOST_LINE, lines};
use super::line::{AbsenceLine, RatingLine, TruthLine, VisitLine, parse};
use super::names::{Id, LongIds, Names, hash64, merge};
use super::part::Part;
use super::records::{AbsenceRecord, Pieces, RatingRecord, Replacement, VisitRecord};
use super::report::Report;
use super::span::{Happened, Span};
use crate::backtest::quality::Episode;

/// Parts in which persons lie, by a hash of their name: many enough that putting one in order takes little room.
pub const PARTS: usize = 32;

pub const RATINGS: u8 = 0;
pub const VISITS: u8 = 1;
pub const ABSENCES: u8 = 2;
pub const TRUTH: u8 = 3;

/// The files of a history.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub ratings: PathBuf,
    pub visits: Option<PathBuf>,
    pub absences: Option<PathBuf>,
    pub truth: Option<PathBuf>,
    /// What was received after this is not known yet (microseconds since 1970, excluded).
    pub until: Option<i64>,
    /// In which absences are days.
    pub zone: Tz,
}

/// Everything that was read.
#[derive(Debug)]
pub struct Histories {
    /// By number, in order of their ids.
    pub persons: Vec<Box<str>>,
    pub aides: Vec<Box<str>>,
    pub parts: Vec<Part>,
    pub episodes: Vec<Episode>,
    /// Episodes about persons of whom nothing else is known.
    pub strangers: u64,
    pub report: Report,
    pub(super) signs: Vec<Box<[SignId]>>,
    pub(super) long: LongIds,
    /// Ids that name ratings of different persons, by hash, with the content that was received first.
    pub(super) contested: HashMap<u64, u64>,
    pub zone: Tz,
    /// From when to when it goes.
    pub span: Span,
}

/// Reads every file. Only a file that cannot be read at all is an error.
pub fn read(inputs: &Inputs, threads: usize) -> Result<Histories, String> {
    let long = LongIds::default();
    let read_all = |file: u8, path: &Path, readers: &mut Vec<Reading>| -> Result<(), String> {
        let failed = |error: io::Error| format!("cannot read {}: {error}", path.display());
        let input: Box<dyn io::Read + Send> = match path.to_str() {
            Some("-") => Box::new(io::stdin()),
            _ => Box::new(File::open(path).map_err(failed)?),
        };
        let blocks = Blocks::new(input);
        let failure: Mutex<Option<io::Error>> = Mutex::new(None);
        thread::scope(|scope| {
            for reader in readers.iter_mut() {
                scope.spawn(|| {
                    if let Err(error) = reader.read(file, &blocks, &long)
                        && let Ok(mut failure) = failure.lock()
                    {
                        failure.get_or_insert(error);
                    }
                });
            }
        });
        match failure.into_inner() {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(failed(error)),
            Err(_) => Err(format!("cannot read {}", path.display())),
        }
    };
    let mut readers: Vec<Reading> = (0..threads.max(1)).map(|_| Reading::new(inputs.until)).collect();
    read_all(RATINGS, &inputs.ratings, &mut readers)?;
    for (file, path) in [(VISITS, &inputs.visits), (ABSENCES, &inputs.absences), (TRUTH, &inputs.truth)] {
        if let Some(path) = path {
            read_all(file, path, &mut readers)?;
        }
    }
    Ok(gather(readers, long, inputs.zone))
}

/// What one thread has read.
#[derive(Debug)]
struct Reading {
    until: Option<i64>,
    persons: Names<str>,
    aides: Names<str>,
    signs: Names<[SignId]>,
    parts: Vec<Piece>,
    truth: Vec<(Box<str>, NaiveDate, NaiveDate, Box<str>)>,
    happened: Happened,
    report: Report,
}

/// One thread's share of a part.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub ratings: Pieces<RatingRecord>,
    pub replacements: Vec<(u32, Replacement)>,
    pub visits: Pieces<VisitRecord>,
    pub absences: Vec<AbsenceRecord>,
}

/// The common numbers behind one thread's own.
#[derive(Debug)]
pub(super) struct Numbers {
    pub persons: Vec<u32>,
    pub aides: Vec<u32>,
    pub signs: Vec<u32>,
}

impl Reading {
    fn new(until: Option<i64>) -> Self {
        Self {
            until,
            persons: Names::default(),
            aides: Names::default(),
            signs: Names::default(),
            parts: (0..PARTS).map(|_| Piece::default()).collect(),
            truth: Vec::new(),
            happened: Happened::default(),
            report: Report::default(),
        }
    }

    fn read(&mut self, file: u8, blocks: &Blocks<'_>, long: &LongIds) -> io::Result<()> {
        while let Some(block) = blocks.next()? {
            self.take_block(file, &block, long);
        }
        Ok(())
    }

    fn take_block(&mut self, file: u8, block: &Block, long: &LongIds) {
        for number in &block.too_long {
            self.report.bad_line(file, *number, format!("longer than {MOST_LINE} bytes"));
        }
        for (number, line) in lines(block) {
            if let Err(reason) = self.take(file, number, line, long) {
                self.report.bad_line(file, number, reason);
            }
        }
    }

    fn take(&mut self, file: u8, number: u32, line: &[u8], long: &LongIds) -> Result<(), String> {
        match file {
            RATINGS => self.take_rating(number, parse(line)?, long),
            VISITS => self.take_visit(number, parse(line)?),
            ABSENCES => {
                let line: AbsenceLine<'_> = parse(line)?;
                let record = AbsenceRecord::new(&line, self.persons.number(&*line.person));
                self.parts[part_of(&line.person)].absences.push(record);
            }
            _ => {
                let line: TruthLine<'_> = parse(line)?;
                self.truth.push((line.person.into(), line.onset, line.end, line.kind.into()));
            }
        }
        Ok(())
    }

    fn take_rating(&mut self, number: u32, line: RatingLine<'_>, long: &LongIds) {
        let names =
            [self.persons.number(&*line.person), self.aides.number(&*line.aide), self.signs.number(&*line.signs)];
        let record = RatingRecord::new(&line, number, names, long);
        if let Some(name) = line.unknown {
            self.report.unknown_field(RATINGS, name);
        }
        if self.until.is_some_and(|until| record.received >= until) {
            self.report.counts.too_late += 1;
            return;
        }
        self.happened.at(record.at);
        self.happened.at(record.received);
        let part = &mut self.parts[part_of(&line.person)];
        part.ratings.push(record);
        if let Some(replaced) = &line.replaces {
            let replaced = Id::of(replaced, long);
            let replacement = Replacement { by: record.id, content: record.content, replaced };
            part.replacements.push((record.person, replacement));
        }
    }

    fn take_visit(&mut self, number: u32, line: VisitLine<'_>) {
        let record =
            VisitRecord::new(&line, number, [self.persons.number(&*line.person), self.aides.number(&*line.aide)]);
        if let Some(name) = line.unknown {
            self.report.unknown_field(VISITS, name);
        }
        // The plan of the next weeks is no history: only what was done says that time had come so far.
        if record.status == VisitStatus::Done {
            self.happened.at(record.starts);
            self.happened.at(record.ends);
        }
        self.parts[part_of(&line.person)].visits.push(record);
    }
}

fn part_of(person: &str) -> usize {
    (hash64(person) % PARTS as u64) as usize
}

/// Brings what the threads have read under one numbering.
fn gather(readers: Vec<Reading>, long: LongIds, zone: Tz) -> Histories {
    let (persons, person_numbers) = merge(&readers.iter().map(|reader| &reader.persons).collect::<Vec<_>>());
    let (aides, aide_numbers) = merge(&readers.iter().map(|reader| &reader.aides).collect::<Vec<_>>());
    let (signs, sign_numbers) = merge(&readers.iter().map(|reader| &reader.signs).collect::<Vec<_>>());
    let contested = contested(&readers, &person_numbers);
    let mut parts: Vec<Part> = (0..PARTS).map(|_| Part::default()).collect();
    let (mut report, mut happened, mut episodes, mut strangers) =
        (Report::default(), Happened::default(), Vec::new(), 0);
    let numbers = person_numbers.into_iter().zip(aide_numbers).zip(sign_numbers);
    for (reader, ((persons_of, aides_of), signs_of)) in readers.into_iter().zip(numbers) {
        let numbers = Arc::new(Numbers { persons: persons_of, aides: aides_of, signs: signs_of });
        for (part, piece) in parts.iter_mut().zip(reader.parts) {
            part.pieces.push((piece, numbers.clone()));
        }
        for (person, onset, end, kind) in reader.truth {
            match persons.binary_search(&person) {
                Ok(person) => episodes.push(Episode {
                    person: u32::try_from(person).unwrap_or(u32::MAX),
                    onset,
                    end,
                    kind: kind.into(),
                }),
                Err(_) => strangers += 1,
            }
        }
        report.merge(reader.report);
        happened.add(reader.happened);
    }
    episodes.sort_unstable();
    episodes.dedup();
    Histories {
        persons,
        aides,
        parts,
        episodes,
        strangers,
        report,
        signs,
        long,
        contested,
        zone,
        span: happened.span(),
    }
}

/// Ids that name ratings of different persons: rare, and the one thing that cannot be seen within a part.
fn contested(readers: &[Reading], numbers: &[Vec<u32>]) -> HashMap<u64, u64> {
    let records = || {
        readers.iter().zip(numbers).flat_map(|(reader, numbers)| {
            reader.parts.iter().flat_map(|part| part.ratings.iter()).map(move |record| (record, numbers))
        })
    };
    let mut ids: Vec<(u64, u32)> = Vec::with_capacity(records().count());
    ids.extend(records().map(|(record, numbers)| {
        (record.id.hash64(), numbers.get(record.person as usize).copied().unwrap_or_default())
    }));
    ids.sort_unstable();
    let doubled = ids.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1).map(|pair| pair[0].0);
    let doubled: HashSet<u64> = doubled.collect();
    drop(ids);
    let mut first: HashMap<u64, (i64, u64)> = HashMap::new();
    if !doubled.is_empty() {
        for (record, _) in records() {
            let id = record.id.hash64();
            if doubled.contains(&id) {
                let this = (record.received, record.content);
                first.entry(id).and_modify(|first| *first = this.min(*first)).or_insert(this);
            }
        }
    }
    first.into_iter().map(|(id, (_, content))| (id, content)).collect()
}

impl Inputs {
    /// What a file is called in messages.
    pub fn name(&self, file: u8) -> String {
        let path = match file {
            RATINGS => Some(&self.ratings),
            VISITS => self.visits.as_ref(),
            ABSENCES => self.absences.as_ref(),
            _ => self.truth.as_ref(),
        };
        path.map(|path| path.display().to_string()).unwrap_or_default()
    }
}
