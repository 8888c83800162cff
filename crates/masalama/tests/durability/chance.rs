//! Chance from a seed that is printed, so that a run can be looked at again.

/// SplitMix64. *Source*: Steele, Lea, Flood, OOPSLA 2014.
pub(crate) struct Chance(u64);

impl Chance {
    /// From `MASALAMA_DURABILITY_SEED`, else from fresh randomness; says which.
    pub(crate) fn fresh(what: &str) -> Self {
        let given = std::env::var("MASALAMA_DURABILITY_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).expect("the system has randomness");
            u64::from_le_bytes(bytes)
        });
        println!("{what}: MASALAMA_DURABILITY_SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but not including, `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// True so many times in a hundred.
    pub(crate) fn of_100(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}
