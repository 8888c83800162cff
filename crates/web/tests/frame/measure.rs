//! Do some classes of requests take the same time? A measure that other work on the machine does not disturb for long.

use std::time::Duration;

/// How far the middle of one class may be from another's where nothing dear is done.
pub(crate) const APART_MAX: Duration = Duration::from_millis(1);
/// A machine with other work is asked so often before its answer counts.
pub(crate) const TRIES: usize = 6;

/// Asks for each class in turns, and keeps how long each took; each round begins with another one.
async fn times(
    classes: usize,
    rounds: usize,
    ask: &mut impl AsyncFnMut(usize, usize) -> Duration,
) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::new(); classes];
    for round in 0..rounds {
        for place in 0..classes {
            let class = (place + round) % classes;
            times[class].push(ask(class, round).await);
        }
    }
    times
}

/// How far apart the classes are: by their medians, their lower quartiles or the quickest sixteenth, whichever other work disturbed least. A
/// class that takes longer is behind in all of them.
fn apart(times: &[Vec<Duration>]) -> Duration {
    let at = |part: usize| {
        let marks = times.iter().map(|times| {
            let mut times = times.clone();
            times.sort();
            times[times.len() * part / 16]
        });
        let marks: Vec<_> = marks.collect();
        *marks.iter().max().unwrap() - *marks.iter().min().unwrap()
    };
    at(1).min(at(4)).min(at(8))
}

/// Are they alike? Measured anew when not, for what disturbs passes and what differs stays. Says the nearest they came.
pub(crate) async fn are_alike(
    classes: usize,
    rounds: usize,
    (apart_max, tries): (Duration, usize),
    mut ask: impl AsyncFnMut(usize, usize) -> Duration,
) -> Result<Duration, Duration> {
    let mut nearest = Duration::MAX;
    let mut all = vec![Vec::new(); classes];
    for at in 0..tries {
        let mut later = async |class, round| ask(class, at * rounds + round).await;
        let these = times(classes, rounds, &mut later).await;
        all.iter_mut().zip(&these).for_each(|(all, these)| all.extend(these));
        nearest = nearest.min(apart(&these)).min(apart(&all));
        if nearest < apart_max {
            return Ok(nearest);
        }
    }
    Err(nearest)
}
