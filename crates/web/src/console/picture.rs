//! Pictures of counts, drawn here as SVG: bars with their words and numbers beside them, so that colour never speaks alone. The same
//! stands as a table beneath each.

/// How wide a picture is, in its own units. It is scaled to the page.
const WIDTH: u64 = 320;
/// The empty edge at both sides.
const EDGE: u64 = 4;
/// How high one row is: its words above, its bar below.
const ROW: u64 = 34;
/// How thick a bar is.
const BAR: u64 = 10;

/// One number to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// What is counted.
    pub(super) what: String,
    /// How many; decides how long the bar is.
    pub(super) count: u64,
    /// The number as people read it.
    pub(super) said: String,
    /// `good`, `bad` or nothing, for the style sheet.
    pub(super) class: &'static str,
}

impl Count {
    /// A plain count.
    pub(super) fn of(what: String, count: u64) -> Self {
        Self { what, count, said: count.to_string(), class: "" }
    }
}

/// A bar with its place in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// What it shows.
    pub(super) count: Count,
    /// Its inline start or end, whichever is left.
    pub(super) x: u64,
    /// Its upper edge.
    pub(super) y: u64,
    /// How long it is.
    pub(super) width: u64,
    /// How thick it is.
    pub(super) height: u64,
    /// Where its words begin.
    pub(super) words_x: u64,
    /// Where its number ends.
    pub(super) number_x: u64,
    /// The line words and number stand on.
    pub(super) words_y: u64,
}

/// A picture of counts and the table beneath it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Names it within the page.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: String,
    /// The whole in a sentence, for who does not see it.
    pub(super) means: String,
    /// How wide it is.
    pub(super) width: u64,
    /// How high it is.
    pub(super) height: u64,
    /// The bars, from above.
    pub(super) bars: Vec<Bar>,
}

impl Picture {
    /// Draws these counts; from the right where the language is written so.
    pub(super) fn of(id: &'static str, title: String, counts: Vec<Count>, is_from_right: bool) -> Self {
        let most = counts.iter().map(|count| count.count).max().unwrap_or(0).max(1);
        let room = WIDTH - 2 * EDGE;
        let (start, end) = if is_from_right { (WIDTH - EDGE, EDGE) } else { (EDGE, WIDTH - EDGE) };
        let said = |count: &Count| format!("{}: {}", count.what, count.said);
        let means = counts.iter().map(said).collect::<Vec<_>>().join("; ");
        let bars: Vec<Bar> = (0..)
            .zip(counts)
            .map(|(row, count)| {
                let width = bar_width(count.count, most, room);
                let x = if is_from_right { WIDTH - EDGE - width } else { EDGE };
                let above = row * ROW;
                Bar {
                    x,
                    y: above + 18,
                    width,
                    height: BAR,
                    words_x: start,
                    number_x: end,
                    words_y: above + 13,
                    count,
                }
            })
            .collect();
        let height = u64::try_from(bars.len()).unwrap_or(0).max(1) * ROW;
        Self { id, title, means, width: WIDTH, height, bars }
    }
}

/// How long a bar is; what is there at all is seen.
fn bar_width(count: u64, most: u64, room: u64) -> u64 {
    let exact = u128::from(count) * u128::from(room) / u128::from(most);
    let width = u64::try_from(exact).unwrap_or(room).min(room);
    if count > 0 { width.max(2) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Vec<Count> {
        [("a", 0), ("b", 1), ("c", 1_000)].map(|(what, count)| Count::of(what.to_owned(), count)).into()
    }

    // Nothing has no bar, the least is still seen, the most fills the row, and none leaves the picture.
    #[test]
    fn bars_are_as_long_as_what_they_count() {
        let picture = Picture::of("x", "X".to_owned(), counts(), false);
        let widths: Vec<_> = picture.bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [0, 2, WIDTH - 2 * EDGE]);
        assert!(
            picture
                .bars
                .iter()
                .all(|bar| bar.x + bar.width <= picture.width && bar.y + bar.height <= picture.height)
        );
        assert_eq!(picture.means, "a: 0; b: 1; c: 1000");
    }

    // Written from the right, bars grow from the right.
    #[test]
    fn a_picture_is_mirrored() {
        let picture = Picture::of("x", "X".to_owned(), counts(), true);
        assert!(
            picture.bars.iter().all(|bar| bar.x + bar.width == WIDTH - EDGE && bar.words_x > bar.number_x)
        );
    }

    // No counts at all are still a picture, and the largest numbers there are do not overflow.
    #[test]
    fn the_edges_are_drawn() {
        assert_eq!(Picture::of("x", String::new(), Vec::new(), false).height, ROW);
        assert_eq!(bar_width(u64::MAX, u64::MAX, 300), 300);
    }
}
