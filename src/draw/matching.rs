//! A complete assignment of inspectors to slots under capacities, kept complete while choices are fixed one by one. In: which
//! inspectors each slot may take. Out: whether a complete assignment exists, and one. Pure search, no order of its own.

/// Slots of one object may not share an inspector; inspector `i` takes at most `capacity[i]` slots.
pub(super) struct Matching<'a> {
    /// Lists of candidates, as inspector numbers.
    candidates: &'a [Vec<u32>],
    /// Which of the lists each slot has.
    list: &'a [u32],
    /// Object number of each slot.
    pub(super) object: &'a [u32],
    /// First and one-past-last slot of each object.
    pub(super) span: &'a [(usize, usize)],
    /// How many slots each inspector may take.
    pub(super) capacity: Vec<u32>,
    /// Inspector of each slot.
    pub(super) taken: Vec<Option<u32>>,
    /// Slots of each inspector.
    by_inspector: Vec<Vec<usize>>,
    /// Slots before this one are fixed.
    pub(super) fixed: usize,
    seen_slot: Vec<u32>,
    seen_inspector: Vec<u32>,
    round: u32,
}

impl<'a> Matching<'a> {
    pub(super) fn new(
        candidates: &'a [Vec<u32>],
        list: &'a [u32],
        object: &'a [u32],
        span: &'a [(usize, usize)],
        capacity: Vec<u32>,
    ) -> Self {
        let (slots, inspectors) = (object.len(), capacity.len());
        Self {
            candidates,
            list,
            object,
            span,
            capacity,
            taken: vec![None; slots],
            by_inspector: vec![Vec::new(); inspectors],
            fixed: 0,
            seen_slot: vec![0; slots],
            seen_inspector: vec![0; inspectors],
            round: 0,
        }
    }

    fn release(&mut self, slot: usize) -> Option<u32> {
        let inspector = self.taken[slot].take()?;
        let slots = &mut self.by_inspector[inspector as usize];
        let at = slots.iter().position(|s| *s == slot).expect("a taken slot stands in its inspector's list");
        slots.swap_remove(at);
        Some(inspector)
    }

    fn take(&mut self, slot: usize, inspector: u32) {
        self.taken[slot] = Some(inspector);
        self.by_inspector[inspector as usize].push(slot);
    }

    /// The slot of the same object that holds the inspector.
    fn sibling(&self, slot: usize, inspector: u32) -> Option<usize> {
        let (from, to) = self.span[self.object[slot] as usize];
        (from..to).find(|other| *other != slot && self.taken[*other] == Some(inspector))
    }

    /// Finds an inspector for one free slot, moving unfixed slots where needed (breadth first over alternating paths).
    /// Changes nothing when it fails. `barred`: a slot that may not move although it is not fixed yet.
    pub(super) fn augment(&mut self, start: usize, barred: Option<usize>) -> bool {
        self.round += 1;
        let candidates = self.candidates;
        let mut queue: Vec<(usize, Option<(usize, u32)>)> = vec![(start, None)];
        self.seen_slot[start] = self.round;
        let mut next = 0;
        while next < queue.len() {
            let slot = queue[next].0;
            for &inspector in &candidates[self.list[slot] as usize] {
                if self.taken[slot] == Some(inspector) {
                    continue;
                }
                if let Some(sibling) = self.sibling(slot, inspector) {
                    if self.movable(sibling, barred) && self.seen_slot[sibling] != self.round {
                        self.seen_slot[sibling] = self.round;
                        queue.push((sibling, Some((next, inspector))));
                    }
                } else if self.load(inspector) < self.capacity[inspector as usize] {
                    self.unwind(&queue, next, inspector);
                    return true;
                } else if self.seen_inspector[inspector as usize] != self.round {
                    self.seen_inspector[inspector as usize] = self.round;
                    for at in 0..self.by_inspector[inspector as usize].len() {
                        let other = self.by_inspector[inspector as usize][at];
                        if self.movable(other, barred) && self.seen_slot[other] != self.round {
                            self.seen_slot[other] = self.round;
                            queue.push((other, Some((next, inspector))));
                        }
                    }
                }
            }
            next += 1;
        }
        false
    }

    fn movable(&self, slot: usize, barred: Option<usize>) -> bool {
        slot >= self.fixed && barred != Some(slot)
    }

    fn load(&self, inspector: u32) -> u32 {
        u32::try_from(self.by_inspector[inspector as usize].len()).unwrap_or(u32::MAX)
    }

    fn unwind(&mut self, queue: &[(usize, Option<(usize, u32)>)], mut at: usize, mut inspector: u32) {
        loop {
            let (slot, parent) = queue[at];
            self.release(slot);
            self.take(slot, inspector);
            match parent {
                Some((before, freed)) => {
                    at = before;
                    inspector = freed;
                }
                None => return,
            }
        }
    }

    /// Gives a slot to an inspector if all unfixed slots can still be completed; else leaves everything as it was.
    pub(super) fn fix(&mut self, slot: usize, inspector: u32) -> bool {
        if self.taken[slot] == Some(inspector) {
            self.fixed = slot + 1;
            return true;
        }
        let before = self.release(slot);
        let displaced: Vec<usize> = match self.sibling(slot, inspector) {
            Some(sibling) => vec![sibling],
            None if self.load(inspector) < self.capacity[inspector as usize] => Vec::new(),
            None => self.by_inspector[inspector as usize].clone(),
        };
        let fits = self.sibling(slot, inspector).is_none() && self.load(inspector) < self.capacity[inspector as usize];
        if fits {
            self.take(slot, inspector);
            self.fixed = slot + 1;
            return true;
        }
        for other in displaced {
            if other < self.fixed {
                continue;
            }
            self.release(other);
            self.take(slot, inspector);
            if self.augment(other, Some(slot)) {
                self.fixed = slot + 1;
                return true;
            }
            self.release(slot);
            self.take(other, inspector);
        }
        if let Some(before) = before {
            self.take(slot, before);
        }
        false
    }
}
