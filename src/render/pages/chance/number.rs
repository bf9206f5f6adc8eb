//! Expected numbers: how they are written, and in words what a difference from them means. No p-values: they invite to be
//! read as verdicts.

use crate::render::Still;

/// Below this expected number a count tells nothing.
const FEW: f64 = 5.0;
/// Less than this is the rounding of floats.
const NOTHING: f64 = 1e-6;

/// A number with one decimal, rounded half up, written out of integers.
pub(super) fn tenths(value: f64) -> u64 {
    // Expected numbers are not negative, and far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let whole = (value * 10.0 + 0.5 + NOTHING) as u64;
    whole
}

/// `3.0`.
pub(super) fn write(value: f64) -> String {
    let tenths = tenths(value);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What was expected, how far counts usually stray from it (as a variance), and what was counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) expected: f64,
    pub(super) variance: f64,
    pub(super) observed: u32,
}

impl Count {
    /// Key of the sentence. Two and four standard deviations, compared as squares: no root is needed.
    pub(super) fn remark(self) -> &'static str {
        let off = f64::from(self.observed) - self.expected;
        match () {
            () if self.variance < NOTHING && off * off < NOTHING => "fixed",
            () if self.expected < FEW => "few",
            () if off * off < NOTHING => "same",
            () if off * off <= 4.0 * self.variance + NOTHING => "usual",
            () if off * off <= 16.0 * self.variance + NOTHING => "odd",
            () => "far",
        }
    }

    /// The range counts usually stay in, in tenths: two standard deviations to each side.
    pub(super) fn usual(self) -> (u64, u64) {
        // The root is taken of an integer, so that it is the same everywhere: of ten-thousandths it is in hundredths.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative and far below 2^53")]
        let scaled = (self.variance * 10_000.0 + NOTHING) as u64;
        let away = (scaled.isqrt() + 2) / 5;
        let middle = tenths(self.expected);
        (middle.saturating_sub(away), middle + away)
    }

    pub(super) fn sentence(self, context: &Still<'_>) -> String {
        context.words.get(&format!("chance.remark.{}", self.remark()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_half_up_to_one_decimal() {
        let third = 1.0 / 3.0;
        assert_eq!([0.0, 0.04, 0.05, third * 3.0, 2.25, 12.96].map(write), ["0.0", "0.0", "0.1", "1.0", "2.3", "13.0"]);
    }

    #[test]
    fn the_usual_range_is_two_deviations_wide_and_never_below_nothing() {
        let usual = |expected, variance| Count { expected, variance, observed: 0 }.usual();
        assert_eq!(usual(10.0, 4.0), (60, 140));
        assert_eq!(usual(10.0, 0.0), (100, 100));
        assert_eq!(usual(1.0, 1.0), (0, 30));
    }

    #[test]
    fn a_difference_is_told_in_words() {
        let remark = |expected, variance, observed| Count { expected, variance, observed }.remark();
        assert_eq!(remark(3.0, 0.0, 3), "fixed");
        assert_eq!(remark(3.0, 1.0, 3), "few");
        assert_eq!(remark(4.9, 4.0, 20), "few");
        assert_eq!(remark(10.0, 4.0, 10), "same");
        assert_eq!(remark(10.0, 4.0, 14), "usual");
        assert_eq!(remark(10.0, 4.0, 15), "odd");
        assert_eq!(remark(10.0, 4.0, 5), "odd");
        assert_eq!(remark(10.0, 4.0, 18), "odd");
        assert_eq!(remark(10.0, 4.0, 19), "far");
        assert_eq!(remark(10.0, 0.0, 9), "far");
    }
}
