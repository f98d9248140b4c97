//! Who is connected, and who gives way when the house is full: the one that has waited longest without a request in hand. So a
//! flood of silent
//! connections costs its own members their places, and whoever comes with a request gets one.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

/// Everybody who is connected.
#[derive(Debug)]
pub struct Guests {
    connections: usize,
    per_address: usize,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    /// Numbers guests, and the moments at which they began to wait.
    last: u64,
    total: usize,
    by_address: HashMap<IpAddr, BTreeMap<u64, Entry>>,
}

#[derive(Debug)]
struct Entry {
    /// Since when no request is in hand; none while one is.
    waiting: Option<u64>,
    leave: CancellationToken,
}

/// A place in the house, until it is dropped.
#[derive(Debug, Clone)]
pub struct Guest(Arc<Place>);

#[derive(Debug)]
struct Place {
    guests: Arc<Guests>,
    address: IpAddr,
    number: u64,
    leave: CancellationToken,
}

/// A request in hand: until it is dropped the guest does not give way.
#[derive(Debug)]
pub struct Busy(Guest);

impl Guests {
    pub fn new(connections: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { connections, per_address, book: Mutex::default() })
    }

    /// A place for a newcomer, if need be that of somebody who waits; none when all are busy. `limited` is false for those of whom there may
    /// be as many as the house holds.
    pub fn admit(self: &Arc<Self>, address: IpAddr, limited: bool) -> Option<Guest> {
        let mut book = self.book();
        let of_address = book.by_address.get(&address).map_or(0, BTreeMap::len);
        if limited && of_address >= self.per_address {
            book.give_way(address)?;
        } else if book.total >= self.connections {
            book.make_room()?;
        }
        book.last += 1;
        book.total += 1;
        let (number, leave) = (book.last, CancellationToken::new());
        let entry = Entry { waiting: Some(number), leave: leave.clone() };
        book.by_address.entry(address).or_default().insert(number, entry);
        Some(Guest(Arc::new(Place { guests: self.clone(), address, number, leave })))
    }

    /// How many are connected.
    pub fn count(&self) -> usize {
        self.book().total
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // Nothing in here panics halfway through a change.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Sends away the guest of an address that has waited longest.
    fn give_way(&mut self, address: IpAddr) -> Option<()> {
        let guests = self.by_address.get(&address)?;
        let (_, number) = guests.iter().filter_map(|(number, entry)| Some((entry.waiting?, *number))).min()?;
        let entry = self.remove(address, number)?;
        entry.leave.cancel();
        Some(())
    }

    /// The same in the whole house: an address with many guests gives way before one with few.
    fn make_room(&mut self) -> Option<()> {
        let mut addresses: Vec<(usize, IpAddr)> =
            self.by_address.iter().map(|(address, guests)| (guests.len(), *address)).collect();
        addresses.sort_unstable_by(|a, b| b.cmp(a));
        addresses.into_iter().find_map(|(_, address)| self.give_way(address))
    }

    fn remove(&mut self, address: IpAddr, number: u64) -> Option<Entry> {
        let guests = self.by_address.get_mut(&address)?;
        let entry = guests.remove(&number)?;
        if guests.is_empty() {
            self.by_address.remove(&address);
        }
        self.total -= 1;
        Some(entry)
    }

    fn set_waiting(&mut self, place: &Place, is_waiting: bool) {
        self.last += 1;
        let now = self.last;
        if let Some(entry) = self.by_address.get_mut(&place.address).and_then(|guests| guests.get_mut(&place.number)) {
            entry.waiting = is_waiting.then_some(now);
        }
    }
}

impl Guest {
    /// A request has come.
    pub fn busy(&self) -> Busy {
        self.0.guests.book().set_waiting(&self.0, false);
        Busy(self.clone())
    }

    /// Whether no request is in hand.
    pub fn is_waiting(&self) -> bool {
        let place = &self.0;
        let book = place.guests.book();
        let entry = book.by_address.get(&place.address).and_then(|guests| guests.get(&place.number));
        entry.is_none_or(|entry| entry.waiting.is_some())
    }

    /// When the guest has to make room.
    pub async fn asked_to_leave(&self) {
        self.0.leave.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.guests.book().remove(self.address, self.number);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let place = &self.0.0;
        place.guests.book().set_waiting(place, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    fn must_leave(guest: &Guest) -> bool {
        guest.0.leave.is_cancelled()
    }

    #[test]
    fn whoever_waited_longest_gives_way_and_nobody_with_a_request() {
        let guests = Guests::new(100, 3);
        let [first, second, third] = [(); 3].map(|()| guests.admit(ip(1), true).expect("room"));
        let request = first.busy();
        let fourth = guests.admit(ip(1), true).expect("the second gives way");
        assert!(!must_leave(&first) && must_leave(&second) && !must_leave(&third));
        // It waits anew, and longer than nobody.
        drop(request);
        let fifth = guests.admit(ip(1), true).expect("the third gives way");
        assert!(must_leave(&third) && !must_leave(&first) && !must_leave(&fourth));
        let _requests = [first.busy(), fourth.busy(), fifth.busy()];
        assert!(guests.admit(ip(1), true).is_none(), "all have a request in hand");
        assert!(guests.admit(ip(2), true).is_some(), "another address is another matter");
        assert!(guests.admit(ip(1), false).is_some(), "a proxy may bring many");
    }

    #[test]
    fn a_full_house_asks_the_address_with_the_most_guests() {
        let guests = Guests::new(4, 100);
        let quiet = guests.admit(ip(1), true).expect("room");
        let many = [(); 3].map(|()| guests.admit(ip(2), true).expect("room"));
        let newcomer = guests.admit(ip(3), true).expect("somebody gives way");
        assert!(must_leave(&many[0]) && !must_leave(&quiet));
        let _busy = [many[1].busy(), many[2].busy(), newcomer.busy()];
        let another = guests.admit(ip(4), true).expect("the quiet one gives way when no other can");
        assert!(must_leave(&quiet));
        let _busy = another.busy();
        assert!(guests.admit(ip(5), true).is_none());
        assert_eq!(guests.count(), 4);
    }

    #[test]
    fn places_are_free_again() {
        let guests = Guests::new(2, 2);
        for _ in 0..10 {
            let guest = guests.admit(ip(1), true).expect("room");
            let busy = guest.busy();
            drop(guest);
            assert_eq!(guests.count(), 1, "an answer on its way holds the place");
            drop(busy);
        }
        assert_eq!(guests.count(), 0);
        assert!(guests.book().by_address.is_empty());
    }

    #[test]
    fn who_gave_way_is_counted_once() {
        let guests = Guests::new(1, 1);
        let first = guests.admit(ip(1), true).expect("room");
        let second = guests.admit(ip(1), true).expect("the first gives way");
        drop(first);
        assert_eq!(guests.count(), 1);
        drop(second);
        assert_eq!(guests.count(), 0);
    }
}
