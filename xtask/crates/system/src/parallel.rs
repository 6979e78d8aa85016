//! Several jobs at once.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many jobs that keep a core busy are worth doing at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, Into::into)
}

/// Does every job, as many at once as there are cores, and returns what came of each, in the order of the jobs.
pub fn side_by_side<J: Send, R: Send>(jobs: Vec<J>, each: impl Fn(J) -> R + Sync) -> Vec<R> {
    at_once(cores(), jobs, each)
}

/// The same, with so many at once.
pub fn at_once<J: Send, R: Send>(most: usize, jobs: Vec<J>, each: impl Fn(J) -> R + Sync) -> Vec<R> {
    let workers = most.clamp(1, jobs.len().max(1));
    let queue: Mutex<VecDeque<(usize, J)>> = Mutex::new(jobs.into_iter().enumerate().collect());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let worker = || std::iter::from_fn(next).map(|(index, job)| (index, each(job))).collect::<Vec<_>>();
    let done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let join = |worker: std::thread::ScopedJoinHandle<'_, Vec<(usize, R)>>| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    });
    in_order(done)
}

/// What was done, in the order of the numbers that it was given.
pub fn in_order<R>(mut done: Vec<(usize, R)>) -> Vec<R> {
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let numbers: Vec<u64> = (0..200).collect();
        let squares: Vec<u64> = numbers.iter().map(|number| number * number).collect();
        assert_eq!(side_by_side(numbers, |number| number * number), squares);
        assert!(side_by_side(Vec::<u64>::new(), |number| number).is_empty());
    }
}
